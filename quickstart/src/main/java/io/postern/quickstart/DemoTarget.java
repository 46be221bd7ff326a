package io.postern.quickstart;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A third-party API to try things with: answers any request with what it received, as JSON. Of values that look like
 * secrets it shows the first characters only.
 */
final class DemoTarget implements AutoCloseable {

    static final int PREFERRED_PORT = 8082;

    private static final int LONGEST_BODY = 1024 * 1024;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final DisposableServer server;

    private DemoTarget(DisposableServer server) {
        this.server = server;
    }

    /** Listens on 127.0.0.1 at this port, or at another one where it is taken. */
    static DemoTarget start(int preferredPort) {
        try {
            return new DemoTarget(bind(preferredPort));
        } catch (ChannelBindException e) {
            return new DemoTarget(bind(0));
        }
    }

    private static DisposableServer bind(int port) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .handle(DemoTarget::echo)
                .bindNow(Duration.ofSeconds(10));
    }

    int port() {
        return server.port();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    private static Publisher<Void> echo(HttpServerRequest request, HttpServerResponse response) {
        return body(request).flatMap(body -> {
            byte[] echo = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(describe(request, body));
            return response.header("content-type", "application/json")
                    .sendByteArray(Mono.just(echo))
                    .then();
        });
    }

    private static Mono<String> body(HttpServerRequest request) {
        return request.receive()
                .map(DemoTarget::text)
                // Read to its end whatever its length, and kept up to a limit.
                .reduce(new StringBuilder(), (body, part) -> body.length() < LONGEST_BODY ? body.append(part) : body)
                .map(StringBuilder::toString);
    }

    private static String text(ByteBuf part) {
        return part.toString(StandardCharsets.UTF_8);
    }

    private static ObjectNode describe(HttpServerRequest request, String body) {
        String uri = request.uri();
        int mark = uri.indexOf('?');
        ObjectNode echo = JSON.createObjectNode();
        echo.put("method", request.method().name());
        echo.put("path", mark < 0 ? uri : uri.substring(0, mark));
        ObjectNode query = echo.putObject("query");
        if (mark >= 0) {
            for (String parameter : uri.substring(mark + 1).split("&", -1)) {
                String[] pair = parameter.split("=", 2);
                query.put(pair[0], shown(pair[0], pair.length == 2 ? pair[1] : ""));
            }
        }
        ObjectNode headers = echo.putObject("headers");
        request.requestHeaders()
                .forEach(header -> headers.put(
                        header.getKey().toLowerCase(Locale.ROOT), shown(header.getKey(), header.getValue())));
        echo.put("body", body);
        return echo;
    }

    /** The value, or its first characters where the name says that it is a secret: {@code Bearer demo-s…}. */
    static String shown(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean secret = lower.contains("auth")
                || lower.contains("key")
                || lower.contains("token")
                || lower.contains("secret")
                || lower.contains("signature")
                || lower.equals("cookie");
        if (!secret) {
            return value;
        }
        int scheme = value.indexOf(' ') + 1;
        int end = scheme + Math.min(6, (value.length() - scheme) / 2);
        return value.substring(0, end) + "…";
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(2));
    }
}
