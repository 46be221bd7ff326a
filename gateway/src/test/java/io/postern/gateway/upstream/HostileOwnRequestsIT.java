package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server leaves behind its answer to a request of the gateway's own never becomes the answer to another one. */
@Timeout(60)
class HostileOwnRequestsIT {

    private static final GuardedRequest.Limits LIMITS = new GuardedRequest.Limits(Duration.ofSeconds(20), 1_000);

    /** The rest comes once it is asked for. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nX-Poison: 1\r\nContent-Length: 6\r\n\r\npoi"
            })
    void sendWhenAServerSaysMoreThanItsAnswerThenTheNextRequestDoesNotGetIt(String leftover) throws Exception {
        try (RawTarget server = new RawTarget(peer -> {
                    String path = peer.request().split(" ", 3)[1];
                    peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path + leftover);
                    peer.request();
                    String poison = "HTTP/1.1 200 OK\r\nX-Poison: 1\r\nContent-Length: 6\r\n\r\npoison";
                    peer.write(poison.substring(Math.min(poison.length(), leftover.length())));
                });
                GuardedHttpClients clients = TestUpstream.clients()) {
            GuardedRequests requests = new GuardedRequests(clients);
            for (String path : List.of("/one", "/two", "/three")) {
                GuardedAnswer answer = Objects.requireNonNull(requests.send(new GuardedRequest(
                                "POST",
                                URI.create(server.url() + path),
                                new DefaultHttpHeaders(),
                                "secret".getBytes(StandardCharsets.UTF_8),
                                LIMITS))
                        .block());
                assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(path);
                assertThat(answer.headers().contains("x-poison")).isFalse();
            }
        }
    }
}
