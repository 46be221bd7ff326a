package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.proxy.CallTimeouts;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of a target's 401 where the credential may have another token. */
class UpstreamReauthorisationIT {

    private static final String REFUSAL = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nstale";
    private static final String CHUNKED_REFUSAL =
            "HTTP/1.1 401 Unauthorized\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nstale\r\n0\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final AtomicInteger asked = new AtomicInteger();

    /** Takes no token but {@code fresh}. */
    private static RawTarget target(String refusal) {
        return new RawTarget(peer -> {
            while (true) {
                String head = peer.request();
                peer.write(head.contains("uthorization: fresh") ? OK : refusal);
            }
        });
    }

    private GatewayFixture gateway(RawTarget target, String... token) {
        GatewayFixture gateway = new GatewayFixture(target.url());
        gateway.nextToken = () -> {
            asked.incrementAndGet();
            return Mono.just(token.length == 0 ? Optional.empty() : Optional.of(token[0]));
        };
        return gateway;
    }

    private static String call(GatewayFixture gateway, String method, String rest) throws Exception {
        return RawCaller.exchange(
                gateway.port(),
                method + " /a HTTP/1.1\r\nHost: gateway\r\nAuthorization: stale\r\nConnection: close\r\n" + rest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE", "PATCH"})
    void sendWhenThereIsAnotherTokenThenCallerSeesOnlyTheSecondAnswer(String method) throws Exception {
        for (String refusal : new String[] {REFUSAL, CHUNKED_REFUSAL}) {
            try (RawTarget target = target(refusal);
                    GatewayFixture gateway = gateway(target, "fresh")) {
                String answer = call(gateway, method, "Content-Length: 0\r\n\r\n");
                assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("ok").doesNotContain("stale");
                assertThat(target.heads).hasSize(2);
                assertThat(gateway.nextResult().status()).isEqualTo(200);
            }
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void sendWhenBodyWasReadWholeThenItIsSentAgain() throws Exception {
        try (RawTarget target = target(REFUSAL);
                GatewayFixture gateway = gateway(target, "fresh")) {
            gateway.json = JsonMapper.shared().readTree("{\"a\":1}");
            assertThat(call(gateway, "POST", "Content-Length: 0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(target.heads)
                    .hasSize(2)
                    .allMatch(head -> head.contains("ontent-length: 7") || head.contains("ontent-Length: 7"));
        }
    }

    @Test
    void sendWhenBodyStreamsThenThe401IsPassedOn() throws Exception {
        try (RawTarget target = target(REFUSAL);
                GatewayFixture gateway = gateway(target, "fresh")) {
            String answer = call(gateway, "POST", "Content-Length: 4\r\n\r\nbody");
            assertThat(answer).startsWith("HTTP/1.1 401 ").endsWith("stale");
            assertThat(target.heads).hasSize(1);
            assertThat(asked).as("for the calls after this one").hasValue(1);
        }
    }

    @Test
    void sendWhenThereIsNoOtherTokenThenThe401IsPassedOnWhole() throws Exception {
        for (String refusal : new String[] {REFUSAL, CHUNKED_REFUSAL}) {
            try (RawTarget target = target(refusal);
                    GatewayFixture gateway = gateway(target)) {
                String answer = call(gateway, "GET", "\r\n");
                assertThat(answer)
                        .startsWith("HTTP/1.1 401 ")
                        .containsIgnoringCase("postern-error-source: target")
                        .contains("stale");
                assertThat(target.heads).hasSize(1);
                assertThat(gateway.nextResult().status()).isEqualTo(401);
            }
        }
    }

    @Test
    void sendWhenTheOtherTokenIsRefusedTooThenThe401IsPassedOnAndNobodyAsksAgain() throws Exception {
        try (RawTarget target = target(REFUSAL);
                GatewayFixture gateway = gateway(target, "also stale")) {
            assertThat(call(gateway, "GET", "\r\n")).startsWith("HTTP/1.1 401 ").endsWith("stale");
            assertThat(target.heads).hasSize(2);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void sendWhenTheOtherTokenFailsOrComesTooLateThenThe401IsPassedOn() throws Exception {
        try (RawTarget target = target(REFUSAL);
                GatewayFixture gateway = gateway(target)) {
            gateway.timeouts = new CallTimeouts(500, 1_000, 10_000);
            gateway.nextToken = () -> Mono.error(new IllegalStateException());
            assertThat(call(gateway, "GET", "\r\n")).startsWith("HTTP/1.1 401 ").endsWith("stale");
            gateway.nextToken = Mono::never;
            assertThat(call(gateway, "GET", "\r\n")).startsWith("HTTP/1.1 401 ").endsWith("stale");
        }
    }

    @Test
    void upgradeWhenThereIsAnotherTokenThenAskedOnceMore() throws Exception {
        try (RawTarget target = target(REFUSAL);
                GatewayFixture gateway = gateway(target, "also stale")) {
            String answer = RawCaller.exchange(
                    gateway.port(),
                    "GET /a HTTP/1.1\r\nHost: gateway\r\nAuthorization: stale\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 401 ");
            assertThat(target.heads).hasSize(2);
            assertThat(target.heads.peek()).contains("stale");
            assertThat(asked).hasValue(1);
        }
    }
}
