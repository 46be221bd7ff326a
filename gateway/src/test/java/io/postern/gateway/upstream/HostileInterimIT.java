package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.proxy.CallTimeouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interim answers, answers that have no body and send one, and which of all of them leave a connection to go on with. */
class HostileInterimIT extends WithHostileTarget {

    private static final String OK = "HTTP/1.1 200 OK~Content-Length: 2~~ok";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            100                            | HTTP/1.1 100 Continue~~{ok}                                   | 200 ok
            100 in a segment of its own    | HTTP/1.1 100 Continue~~{turn}{ok}                             | 200 ok
            half of 100                    | HTTP/1.1 100 Cont{turn}inue~{turn}~{turn}{ok}                 | 200 ok
            102                            | HTTP/1.1 102 Processing~~{turn}{ok}                           | 200 ok
            103 with fields                | HTTP/1.1 103 Early Hints~Link: </poison>~~{turn}{ok}          | 200 ok
            104                            | HTTP/1.1 104 New~~{ok}                                        | 200 ok
            199                            | HTTP/1.1 199 Last~~{ok}                                       | 200 ok
            many of them                   | {many}{ok}                                                    | 200 ok or upstream_broken
            many of them and then chunks   | {many}HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ok~0~~    | 200 ok or upstream_broken
            100 in HTTP/1.0                | HTTP/1.0 100 Continue~~{ok}                                   | 200 ok or upstream_broken
            100 with a length of 0         | HTTP/1.1 100 Continue~Content-Length: 0~~{ok}                 | 200 ok or upstream_broken
            100 with a length              | HTTP/1.1 100 Continue~Content-Length: 3~~{ok}{close}          | 200 ok or upstream_broken
            100 that says close            | HTTP/1.1 100 Continue~Connection: close~~{ok}                 | 200 ok or upstream_broken
            100 that is chunked            | HTTP/1.1 100 Continue~Transfer-Encoding: chunked~~{ok}{close} | 200 ok or upstream_broken
            100 with a body                | HTTP/1.1 100 Continue~Content-Length: 6~~poison{ok}{close}    | upstream_broken
            100 and a broken field         | HTTP/1.1 100 Continue~X{NUL}Y: 1~~{ok}{close}                 | 200 ok or upstream_broken
            100 and the end                | HTTP/1.1 100 Continue~~{close}                                | upstream_broken
            100 and a reset                | HTTP/1.1 100 Continue~~{turn}{reset}                          | upstream_broken or upstream_unreachable
            100 and half an answer         | HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~{close}                | upstream_broken
            101 that nobody asked for      | HTTP/1.1 101 Switching Protocols~Upgrade: x~Connection: upgrade~~poison{close} | upstream_broken
            101 and an answer              | HTTP/1.1 101 Switching Protocols~~{ok}{close}                 | upstream_broken
            101 that stays                 | HTTP/1.1 101 Switching Protocols~Upgrade: x~Connection: upgrade~~ | upstream_broken
            """)
    void sendWhenInterimAnswersComeThen(String what, String answer, String expected) throws Exception {
        hostile.assertOutcome(
                what,
                answer.replace("{ok}", OK)
                        .replace(
                                "{many}",
                                "HTTP/1.1 100 Continue~~HTTP/1.1 103 Early Hints~Link: </poison>~~".repeat(200)),
                expected);
        assertThat(hostile.get().head()).doesNotContainIgnoringCase("link:");
    }

    @Test
    void sendWhenInterimAnswersNeverEndThenTheCallStillDoes() throws Exception {
        hostile.script = peer -> {
            while (true) {
                HostileTarget.send(peer, "HTTP/1.1 102 Processing\r\n\r\n");
            }
        };
        hostile.gateway.timeouts = new CallTimeouts(10_000, 500, 1_000);
        HostileTarget.assertOutcome("endless", hostile.get(), "upstream_timeout or upstream_broken");
        hostile.assertNextCallsAreUntouched();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            HEAD, a body of its length     | HEAD | HTTP/1.1 200 OK~Content-Length: 6~~poison                  | 200
            HEAD, a body and half a head   | HEAD | HTTP/1.1 200 OK~Content-Length: 6~~HTTP/1                  | 200
            HEAD, chunked                  | HEAD | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~               | 200
            HEAD, chunks                   | HEAD | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~6~poison~0~~   | 200
            HEAD, no framing               | HEAD | HTTP/1.1 200 OK~~                                          | 200
            HEAD, no framing and a body    | HEAD | HTTP/1.1 200 OK~~poison                                    | 200
            HEAD, a body later             | HEAD | HTTP/1.1 200 OK~Content-Length: 6~~{turn}poison{turn}      | 200
            HEAD, another answer           | HEAD | HTTP/1.1 200 OK~Content-Length: 6~~{ok}                    | 200
            HEAD, a length that is none    | HEAD | HTTP/1.1 200 OK~Content-Length: x~~{close}                 | refused 502
            HEAD, 100 before it            | HEAD | HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 9~~ | 200
            204                            | GET  | HTTP/1.1 204 No Content~~                                  | 204
            204 with a body                | GET  | HTTP/1.1 204 No Content~~poison                            | 204
            204 with a length and a body   | GET  | HTTP/1.1 204 No Content~Content-Length: 6~~poison          | 204
            204 with a length              | GET  | HTTP/1.1 204 No Content~Content-Length: 6~~                | 204
            204 with chunks                | GET  | HTTP/1.1 204 No Content~Transfer-Encoding: chunked~~6~poison~0~~ | 204
            204 with an answer             | GET  | HTTP/1.1 204 No Content~~{ok}                              | 204
            304                            | GET  | HTTP/1.1 304 Not Modified~ETag: "1"~~                      | 304
            304 with a length              | GET  | HTTP/1.1 304 Not Modified~Content-Length: 6~~              | 304
            304 with a body                | GET  | HTTP/1.1 304 Not Modified~Content-Length: 6~~poison        | 304
            304 with chunks                | GET  | HTTP/1.1 304 Not Modified~Transfer-Encoding: chunked~~6~poison~0~~ | 304
            205 with a length of 0         | GET  | HTTP/1.1 205 Reset Content~Content-Length: 0~~             | 205
            205 with a body                | GET  | HTTP/1.1 205 Reset Content~Content-Length: 6~~poison       | 205
            """)
    void sendWhenThereIsNoBodyThen(String what, String method, String answer, String expected) throws Exception {
        hostile.script = HostileTarget.playing(answer.replace("{ok}", OK));
        CallerAnswer got = hostile.call(method + " /hostile HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
        hostile.awaitSilence();
        String body = expected.equals("205") ? "205|205 poison" : expected;
        assertThat(got.outcome().trim()).as("%s%n%s", what, got).matches(body + "|upstream_broken");
        hostile.assertNextCallsAreUntouched();
    }

    /** Each is sent twice, and then it is counted how many connections there were. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 HTTP/1.1 200 OK~Content-Length: 2~~ok",
                "1 HTTP/1.1 200 OK~Content-Length: 0~~",
                "1 HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ok~0~~",
                "1 HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ok~0~X-A: 1~~",
                "1 HTTP/1.1 204 No Content~~",
                "1 HTTP/1.1 304 Not Modified~Content-Length: 6~~",
                "1 HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 2~~ok",
                "1 HTTP/1.1 500 Oops~Content-Length: 2~~ok",
                "2 HTTP/1.1 200 OK~Connection: close~Content-Length: 2~~ok",
                "2 HTTP/1.1 200 OK~Connection: x, Close~X: 1~Content-Length: 2~~ok",
                "2 HTTP/1.1 200 OK~Connection: close~Transfer-Encoding: chunked~~2~ok~0~~",
                "2 HTTP/1.1 204 No Content~Connection: close~~",
                "2 HTTP/1.0 200 OK~Content-Length: 2~~ok",
                "2 HTTP/1.0 200 OK~~ok{close}",
                "2 HTTP/1.1 200 OK~~ok{close}",
            })
    void sendWhenAnsweredThenTheConnectionIsUsedAgainOnlyIfItMayBe(String row) throws Exception {
        try (HostileTarget fresh = new HostileTarget()) {
            fresh.script = HostileTarget.playing(row.substring(2));
            for (int i = 0; i < 2; i++) {
                assertThat(fresh.get().whole()).isTrue();
                fresh.awaitSilence();
            }
            assertThat(fresh.target.connections).as(row).hasValue(row.charAt(0) - '0');
            fresh.assertNextCallsAreUntouched();
        }
    }
}
