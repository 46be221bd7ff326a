package io.postern.gateway.upstream;

import static io.postern.gateway.failure.RefusalCode.UPSTREAM_BROKEN;
import static io.postern.gateway.failure.RefusalCode.UPSTREAM_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.proxy.CallTimeouts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a call is sent. */
class UpstreamRetryIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @ParameterizedTest
    @CsvSource({
        "GET, 0, false, 1, not asked for",
        "GET, 2, false, 3, asked for twice",
        "HEAD, 1, false, 2, idempotent",
        "PUT, 1, false, 2, idempotent and without a body",
        "DELETE, 1, false, 2, idempotent",
        "OPTIONS, 1, false, 2, idempotent",
        "POST, 2, false, 1, not idempotent",
        "PATCH, 2, false, 1, not idempotent",
        "PUT, 2, true, 1, its body is gone",
        "GET, 2, true, 1, its body is gone"
    })
    void sendWhenTheTargetNeverAnswersThenItIsSentSoOften(
            String method, int retries, boolean withBody, int sent, String reason) throws Exception {
        try (RawTarget target = new RawTarget(RawTarget.Peer::request);
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            gateway.retries = retries;
            RawCaller.exchange(
                    gateway.port(),
                    method + " /a HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n"
                            + (withBody ? "Content-Length: 4\r\n\r\nbody" : "\r\n"));
            assertThat(gateway.nextRefusal().code()).isEqualTo(UPSTREAM_BROKEN);
            assertThat(target.connections).as(reason).hasValue(sent);
        }
    }

    @Test
    void sendWhenTheSecondTryIsAnsweredThenTheCallerSeesOnlyThat() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    if (calls.incrementAndGet() > 1) {
                        peer.write(OK);
                    }
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            gateway.retries = 3;
            assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 200 ");
            assertThat(calls).hasValue(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 503 Busy, a status is an answer",
        "HTTP/1.1 200 OK, it has begun",
    })
    void sendWhenAnAnswerHasBegunThenItIsNotSentAgain(String head, String reason) throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write(head + "\r\nContent-Length: 5\r\n\r\nok");
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            gateway.retries = 3;
            RawCaller.get(gateway.port(), "/a");
            assertThat(target.connections).as(reason).hasValue(1);
        }
    }

    @Test
    void sendWhenRetriesAreLeftThenTheTimeoutsOfOneCallStillEndIt() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            gateway.retries = 3;
            gateway.timeouts = new CallTimeouts(100, 300, 10_000);
            RawCaller.get(gateway.port(), "/a");
            assertThat(gateway.nextRefusal().code()).isEqualTo(UPSTREAM_TIMEOUT);
            assertThat(target.connections).hasValue(1);
        }
    }

    /** The target gives up the first try late, and does not answer the second one. */
    @Test
    void sendWhenTheLastTryBeginsLateThenTheTimeoutsOfOneCallStillEndIt() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.socket.setSoTimeout(calls.incrementAndGet() == 1 ? 1_800 : 0);
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            gateway.retries = 1;
            gateway.timeouts = new CallTimeouts(500, 2_000, 10_000);
            long began = System.nanoTime();
            RawCaller.get(gateway.port(), "/a");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(3_500));
            assertThat(gateway.nextRefusal().code()).isEqualTo(UPSTREAM_TIMEOUT);
            assertThat(target.connections).hasValue(2);
        }
    }

    /** The target reads the second request and closes: what a keep-alive that ran out under way looks like. */
    @ParameterizedTest
    @CsvSource({"GET, true", "DELETE, true", "POST, false"})
    void sendWhenAPooledConnectionTurnsOutClosedThenANewOneServesIdempotentCalls(String method, boolean served)
            throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write(OK);
                    peer.request();
                });
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            caller.write("GET /1 HTTP/1.1\r\nHost: gateway\r\n\r\n");
            assertThat(caller.answer()).endsWith("ok");
            caller.write(method + " /2 HTTP/1.1\r\nHost: gateway\r\n\r\n");
            assertThat(caller.until("\r\n\r\n")).startsWith(served ? "HTTP/1.1 200 " : "HTTP/1.1 502 ");
            assertThat(target.connections).hasValue(served ? 2 : 1);
        }
    }
}
