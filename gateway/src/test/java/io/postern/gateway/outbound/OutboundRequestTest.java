package io.postern.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.target.TargetUrl;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OutboundRequestTest {

    private static OutboundRequest request(String method) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Host", "gateway")
                .add("Content-Length", "99")
                .add("Transfer-Encoding", "chunked")
                .add("X-One", "1");
        return new OutboundRequest(method, TargetUrl.parse("https://api.example.com:8443"), "/a", List.of(), headers);
    }

    private static List<Map.Entry<String, String>> head(OutboundRequest request) {
        HttpHeaders head = new DefaultHttpHeaders().add("User-Agent", "a client's own");
        request.writeHead(head);
        return head.entries().stream()
                .map(field -> Map.entry(field.getKey(), field.getValue()))
                .toList();
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            GET  | 0  | none                 | a method that needs no body gets no framing
            POST | 0  | content-length: 0    | a method that usually has a body says that there is none
            GET  | 5  | content-length: 5    | the caller's length is told, whatever the method
            PUT  | -1 | transfer-encoding: chunked | a length that nobody knows makes chunks
            """)
    void writeHeadThenHostAndFramingAreTheTargets(
            String method, long length, @org.jspecify.annotations.Nullable String framing, String reason) {
        OutboundRequest request = request(method);
        request.streamedBody(length);

        List<Map.Entry<String, String>> head = head(request);

        assertThat(head.subList(0, 2))
                .as(reason)
                .containsExactly(Map.entry("host", "api.example.com:8443"), Map.entry("X-One", "1"));
        assertThat(head.subList(2, head.size()).stream()
                        .map(field -> field.getKey() + ": " + field.getValue())
                        .toList())
                .as(reason)
                .isEqualTo(framing == null ? List.of() : List.of(framing));
        assertThat(head(request)).as("written again, as for a signature").isEqualTo(head);
    }

    @Test
    void wholeBodyWhenItStreamsThenNotAtHand() {
        OutboundRequest request = request("POST");
        assertThat(request.wholeBody()).isEmpty();
        request.streamedBody(3);
        assertThat(request.wholeBody()).isNull();
        request.streamedBody(-1);
        assertThat(request.wholeBody()).isNull();
        assertThat(request.bodyLength()).isEqualTo(-1);
    }

    @Test
    void wholeBodyWhenReadThenLengthIsOfTheBytes() {
        OutboundRequest request = request("POST");
        request.streamedBody(-1);
        request.wholeBody("héllo".getBytes(StandardCharsets.UTF_8));
        assertThat(request.wholeBody()).asString(StandardCharsets.UTF_8).isEqualTo("héllo");
        assertThat(request.bodyLength()).isEqualTo(6);
    }

    @Test
    void wholeBodyWhenJsonThenWrittenOnceAndAgainWhenItChanged() {
        OutboundRequest request = request("POST");
        request.streamedBody(20);
        ObjectNode json = JsonMapper.shared().createObjectNode().put("a", 1);
        request.json(json);

        byte[] first = request.wholeBody();

        assertThat(first).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}");
        assertThat(request.wholeBody()).isSameAs(first);
        json.put("a", 22);
        request.json(json);
        assertThat(request.wholeBody()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":22}");
        assertThat(request.bodyLength()).isEqualTo(8);
    }
}
