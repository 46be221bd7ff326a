package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the caller receives of the target's answer. */
class UpstreamAnswerIT {

    @Test
    void sendWhenAnsweredThenStatusReasonAndHeadersPass() throws Exception {
        String answer = answerTo("HTTP/1.1 299 Rather Good\r\nContent-Length: 2\r\nX-A: 1\r\nx-a: 2\r\n"
                + "Set-Cookie: a=b; Path=/\r\nLocation: http://elsewhere/%2f\r\nServer: target\r\n\r\nok");
        assertThat(answer)
                .startsWith("HTTP/1.1 299 Rather Good\r\n")
                .contains(
                        "X-A: 1\r\nx-a: 2\r\nSet-Cookie: a=b; Path=/\r\nLocation: http://elsewhere/%2f\r\nServer: target\r\n")
                .contains("postern-proxy-code: proxy-access-granted\r\n")
                .doesNotContainIgnoringCase("postern-error-source")
                .endsWith("\r\n\r\nok");
    }

    @Test
    void sendWhenLinksAreToTheTargetItselfThenTheyLeadToTheProxy() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    String host = peer.request().split("(?i)\r\nhost: ", 2)[1].split("\r\n", 2)[0];
                    peer.write("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://" + host
                            + "/there?a=1\r\nLink: </next>; rel=next\r\n\r\n");
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            assertThat(RawCaller.get(gateway.port(), "/a"))
                    .contains("\r\nLocation: " + GatewayFixture.PUBLIC_URL + "/api/prx_1/there?a=1\r\n")
                    .contains("\r\nLink: <" + GatewayFixture.PUBLIC_URL + "/api/prx_1/next>; rel=next\r\n");
        }
    }

    @Test
    void sendWhenAnswerHasHopByHopHeadersThenTheyDoNotPass() throws Exception {
        String answer = answerTo(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: X-Hop , keep-alive\r\nX-Hop: 1\r\n"
                        + "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTrailer: X-T\r\nUpgrade: h2c\r\n\r\nok");
        assertThat(answer)
                .doesNotContainIgnoringCase("x-hop")
                .doesNotContainIgnoringCase("keep-alive")
                .doesNotContainIgnoringCase("proxy-connection")
                .doesNotContainIgnoringCase("trailer")
                .doesNotContainIgnoringCase("upgrade")
                .endsWith("ok");
    }

    /** A proxy before the gateway would fetch the one for the caller, and a browser take the other for the gateway's word. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Accel-Redirect: /internal/keys",
                "x-accel-expires: 3600",
                "X-Sendfile: /etc/passwd",
                "X-LIGHTTPD-send-file: /etc/passwd",
                "X-Reproxy-URL: http://10.0.0.1/",
                "Alt-Svc: h3=\"evil.example:443\"; ma=86400",
                "Strict-Transport-Security: max-age=31536000; includeSubDomains",
                "Clear-Site-Data: \"*\"",
                "NEL: {\"report_to\":\"x\",\"max_age\":86400,\"success_fraction\":1}",
                "Report-To: {\"group\":\"x\",\"max_age\":86400,\"endpoints\":[{\"url\":\"https://evil.example/\"}]}",
                "Service-Worker-Allowed: /"
            })
    void sendWhenTargetSpeaksToAProxyOrForTheOriginThenItDoesNotPass(String line) throws Exception {
        assertThat(answerTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + line + "\r\nX-Kept: 1\r\n"
                        + "X-Accel-Buffering: no\r\n\r\nok"))
                .contains("\r\nX-Kept: 1\r\n", "\r\nX-Accel-Buffering: no\r\n")
                .doesNotContainIgnoringCase(line.substring(0, line.indexOf(':') + 1))
                .endsWith("ok");
    }

    @Test
    void sendWhenTargetSaysPosternHeadersThenTheGatewaysStand() throws Exception {
        String answer = answerTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nPostern-Proxy-Code: proxy-access-denied\r\n"
                + "postern-error-source: gateway\r\npostern-made-up: 1\r\nPostern_Proxy_Code: x\r\n\r\nok");
        assertThat(answer)
                .contains("postern-proxy-code: proxy-access-granted\r\n")
                .doesNotContain("denied")
                .doesNotContainIgnoringCase("postern-error-source")
                .doesNotContainIgnoringCase("postern-made-up")
                .doesNotContainIgnoringCase("postern_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"401 Unauthorized", "407 Proxy Authentication Required", "404 Not Found", "503 Busy"})
    void sendWhenTargetRefusesThenItIsMarkedAsTheTargets(String status) throws Exception {
        String answer =
                answerTo("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\nWWW-Authenticate: Basic realm=target\r\n"
                        + "Proxy-Authenticate: Basic\r\n\r\nno");
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + "\r\n")
                .contains("postern-error-source: target\r\n")
                .contains("postern-proxy-code: proxy-access-granted\r\n")
                .doesNotContainIgnoringCase("authenticate:")
                .endsWith("no");
    }

    @Test
    void sendWhenInterimAnswersComeThenOnlyTheFinalOnePasses() throws Exception {
        String answer = answerTo("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .doesNotContain("Link")
                .endsWith("ok");
    }

    @Test
    void sendWhenHeadThenTheLengthPassesWithoutABody() throws Exception {
        try (RawTarget target = RawTarget.answering("HTTP/1.1 200 OK\r\nContent-Length: 12345678\r\n\r\n");
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            for (int i = 0; i < 2; i++) {
                caller.write("HEAD /a HTTP/1.1\r\nHost: gateway\r\n\r\n");
                assertThat(caller.until("\r\n\r\n"))
                        .contains("Content-Length: 12345678\r\n")
                        .doesNotContainIgnoringCase("transfer-encoding");
            }
            assertThat(target.connections).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void sendWhenStatusHasNoBodyThenNoneIsFramed(String status) throws Exception {
        try (RawTarget target = RawTarget.answering("HTTP/1.1 " + status + "\r\nETag: \"1\"\r\n\r\n");
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            for (int i = 0; i < 2; i++) {
                caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\n\r\n");
                assertThat(caller.until("\r\n\r\n"))
                        .startsWith("HTTP/1.1 " + status)
                        .contains("ETag: \"1\"")
                        .doesNotContainIgnoringCase("transfer-encoding");
            }
            assertThat(target.connections).hasValue(1);
        }
    }

    @Test
    void sendWhenAnswerIsEmptyThenLengthZeroPasses() throws Exception {
        assertThat(answerTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
                .containsIgnoringCase("content-length: 0\r\n");
    }

    @Test
    void sendWhenAnswerEndsWithItsConnectionThenItPassesWhole() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write("HTTP/1.1 200 OK\r\n\r\nall of it");
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            assertThat(RawCaller.get(gateway.port(), "/a")).contains("all of it\r\n0\r\n\r\n");
            assertThat(gateway.nextResult().completed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/x-ndjson", "application/octet-stream"})
    void sendWhenAnswerHasNoLengthThenEachEventPassesAtOnce(String type) throws Exception {
        CountDownLatch firstSeen = new CountDownLatch(1);
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write("HTTP/1.1 200 OK\r\nContent-Type: " + type
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n8\r\ndata: 1\n\r\n");
                    // The second event comes only after the caller saw the first.
                    assertThat(firstSeen.await(10, TimeUnit.SECONDS)).isTrue();
                    peer.write("8\r\ndata: 2\n\r\n0\r\n\r\n");
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\n\r\n");
            assertThat(caller.until("data: 1\n\r\n")).contains(type);
            firstSeen.countDown();
            assertThat(caller.until("0\r\n\r\n")).contains("data: 2\n");
            assertThat(gateway.nextResult().responseBytes()).isEqualTo(16);
        }
    }

    /** More than is read ahead of a caller. */
    @Test
    void sendWhenSmallAnswersMayBeLargeThenOneStillPassesWhole() throws Exception {
        String body = "b".repeat(300_000);
        try (RawTarget target =
                        RawTarget.answering("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                GatewayFixture gateway = new GatewayFixture(target.url(), "small-body=1MB")) {
            assertThat(RawCaller.get(gateway.port(), "/a"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith(body);
        }
    }

    @Test
    void sendWhenLongAnswerHasLengthThenItsPiecesPassBeforeItsEnd() throws Exception {
        CountDownLatch firstSeen = new CountDownLatch(1);
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nfirst");
                    assertThat(firstSeen.await(10, TimeUnit.SECONDS)).isTrue();
                    peer.write("x".repeat(99_995));
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            caller.until("first");
            firstSeen.countDown();
            assertThat(caller.rest()).hasSize(99_995);
        }
    }

    @Test
    void sendWhenTargetAnswersBeforeTheBodyIsSentThenTheAnswerPassesAndBothConnectionsEnd() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.head();
                    peer.write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
                    while (true) {
                        peer.read();
                    }
                });
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            caller.write("POST /a HTTP/1.1\r\nHost: gateway\r\nContent-Length: 1000000\r\n\r\nsome");
            assertThat(caller.rest())
                    .startsWith("HTTP/1.1 413 ")
                    .contains("connection: close")
                    .endsWith("big");
            assertThat(target.sawClose()).isTrue();
        }
    }

    private static String answerTo(String bytes) throws Exception {
        try (RawTarget target = RawTarget.answering(bytes);
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            return RawCaller.get(gateway.port(), "/a");
        }
    }
}
