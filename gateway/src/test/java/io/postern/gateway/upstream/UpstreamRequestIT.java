package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What the target receives, byte for byte. */
class UpstreamRequestIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** Some take it for the next request (RFC 9110, section 9.3.1), whose answer would be the next call's. */
    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource({
        "GET, Content-Length: 5, hello, 2",
        "HEAD, Content-Length: 5, hello, 2",
        "GET, Content-Length: 0, '', 1",
        "GET, X-A: 1, '', 1",
        "POST, Content-Length: 5, hello, 1",
        "DELETE, Content-Length: 5, hello, 1"
    })
    void sendWhenTheTargetMayExpectNoBodyThenItsConnectionIsNotUsedAgain(
            String method, String line, String body, int connections) throws Exception {
        try (RawTarget target = RawTarget.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            for (int i = 0; i < 2; i++) {
                caller.write(method + " /a HTTP/1.1\r\nHost: gateway\r\n" + line + "\r\n\r\n" + body);
                caller.until("\r\n\r\n");
            }
            assertThat(target.connections).hasValue(connections);
        }
    }

    @Test
    void sendWhenGetThenNothingIsAddedButHost() throws Exception {
        try (RawTarget target = RawTarget.answering(OK);
                GatewayFixture gateway = new GatewayFixture(target.url() + "/base")) {
            RawCaller.exchange(
                    gateway.port(),
                    "GET /a HTTP/1.1\r\nHost: gateway\r\nX-One: 1\r\nx-one: 2\r\nConnection: close\r\n\r\n");
            assertThat(target.nextHead())
                    .isEqualTo("GET /base/a HTTP/1.1\r\nhost: 127.0.0.1:" + target.port()
                            + "\r\nX-One: 1\r\nx-one: 2\r\n\r\n");
            UpstreamResult result = gateway.nextResult();
            assertThat(result.status()).isEqualTo(200);
            assertThat(result.requestBytes()).isZero();
            assertThat(result.responseBytes()).isEqualTo(2);
            assertThat(result.completed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a//b",
                "//a",
                "/a%2Fb",
                "/a%2fb",
                "/a;x=1/b",
                "/a%2520b",
                "/a:b@c",
                "/a[1]",
                "/a|b^c",
                "/a/../b",
                "/a?q[]=%20x",
                "/a?x=%C3%A9&y",
                "/a?b=http://x/?y",
                "/a?a=1&a=2&",
                "/caf%C3%A9"
            })
    void sendWhenTargetHasUnusualBytesThenTheyArriveUntouched(String uri) throws Exception {
        try (RawTarget target = RawTarget.answering(OK);
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            gateway.uri = uri;
            RawCaller.get(gateway.port(), "/");
            assertThat(target.nextHead()).startsWith("GET " + uri + " HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, ''",
        "HEAD, ''",
        "DELETE, ''",
        "POST, content-length: 0",
        "PUT, content-length: 0",
        "PATCH, content-length: 0"
    })
    void sendWhenNoBodyThenFramingFitsTheMethod(String method, String framing) throws Exception {
        try (RawTarget target = RawTarget.answering("HTTP/1.1 204 No Content\r\n\r\n");
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            RawCaller.exchange(gateway.port(), method + " /a HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            String head = target.nextHead();
            assertThat(head).doesNotContainIgnoringCase("transfer-encoding");
            if (framing.isEmpty()) {
                assertThat(head).doesNotContainIgnoringCase("content-length");
            } else {
                assertThat(head).containsIgnoringCase(framing + "\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "DELETE"})
    void sendWhenBodyHasLengthThenLengthIsKept(String method) throws Exception {
        try (RawTarget target = RawTarget.answering(OK);
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            RawCaller.exchange(
                    gateway.port(),
                    method + " /a HTTP/1.1\r\nHost: gateway\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
            assertThat(target.nextHead())
                    .endsWith("content-length: 5\r\n\r\nhello")
                    .doesNotContainIgnoringCase("transfer-encoding");
            assertThat(gateway.nextResult().requestBytes()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE"})
    void sendWhenBodyIsChunkedThenEachPieceGoesOnAtOnce(String method) throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    String head = peer.head();
                    StringBuilder body = new StringBuilder();
                    while (!body.toString().endsWith("one\r\n")) {
                        body.append((char) peer.read());
                    }
                    peer.write("HTTP/1.1 100 Continue\r\n\r\n");
                    target(head, body);
                    while (!body.toString().endsWith("0\r\n\r\n")) {
                        body.append((char) peer.read());
                    }
                    peer.write("HTTP/1.1 200 OK\r\nX-Got: " + body.toString().replace("\r\n", "|")
                            + "\r\nContent-Length: 0\r\n\r\n");
                });
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            caller.write(method + " /a HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
            caller.write("3\r\ntwo\r\n0\r\n\r\n");
            assertThat(caller.answer()).contains("X-Got: 3|one|3|two|0||");
        }
    }

    private static void target(String head, StringBuilder body) {
        assertThat(head)
                .containsIgnoringCase("transfer-encoding: chunked")
                .doesNotContainIgnoringCase("content-length");
        assertThat(body).isNotEmpty();
    }

    @Test
    void sendWhenAnEarlierStepMadeJsonThenItReplacesTheBody() throws Exception {
        try (RawTarget target = RawTarget.answering(OK);
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            gateway.json = JsonMapper.shared().readTree("{\"a\":\"é\"}");
            RawCaller.exchange(gateway.port(), "POST /a HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            assertThat(target.nextHead()).endsWith("content-length: 10\r\n\r\n{\"a\":\"é\"}");
            assertThat(gateway.nextResult().requestBytes()).isEqualTo(10);
        }
    }

    @Test
    void sendWhenCallerExpectsContinueThenTheGatewayAnswersIt() throws Exception {
        try (RawTarget target = RawTarget.answering(OK);
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            caller.write("POST /a HTTP/1.1\r\nHost: gateway\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(caller.until("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            caller.write("hello");
            assertThat(caller.answer()).startsWith("HTTP/1.1 200 ").endsWith("ok");
            assertThat(target.nextHead()).doesNotContainIgnoringCase("expect").endsWith("hello");
        }
    }

    @Test
    void sendWhenCalledAgainThenTheConnectionIsUsedAgain() throws Exception {
        try (RawTarget target = RawTarget.answering(OK);
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            for (int i = 0; i < 10; i++) {
                caller.write("GET /" + i + " HTTP/1.1\r\nHost: gateway\r\n\r\n");
                assertThat(caller.answer()).endsWith("ok");
            }
            assertThat(target.connections).hasValue(1);
        }
    }
}
