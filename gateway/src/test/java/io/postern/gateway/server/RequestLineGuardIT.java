package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.target.EncodedSlashes;
import io.postern.gateway.inbound.SanitizingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Octets over raw sockets; in the tables, ~ stands for CRLF. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestLineGuardIT {

    private SanitizingServer server;

    @BeforeAll
    void start() {
        server = new SanitizingServer("https://api.example.com", EncodedSlashes.REFUSE);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}: {2} {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            no host                      | GET /api/p HTTP/1.1~~                                         | 400 | bad_request
            two hosts                    | GET /api/p HTTP/1.1~Host: a~Host: b~~                         | 400 | bad_request
            the same host twice          | GET /api/p HTTP/1.1~Host: a~Host: a~~                         | 400 | bad_request
            an empty host                | GET /api/p HTTP/1.1~Host:~~                                   | 400 | bad_request
            a host with a space          | GET /api/p HTTP/1.1~Host: a b~~                               | 400 | bad_request
            a host with user information | GET /api/p HTTP/1.1~Host: a@b~~                               | 400 | bad_request
            a host with a path           | GET /api/p HTTP/1.1~Host: a/b~~                               | 400 | bad_request
            a host with an empty port    | GET /api/p HTTP/1.1~Host: a:~~                                | 400 | bad_request
            a host that is no address    | GET /api/p HTTP/1.1~Host: [:::]:80~~                          | 400 | bad_request
            a list of hosts              | GET /api/p HTTP/1.1~Host: a,b~~                               | 400 | bad_request
            a list of lengths before it  | POST /api/p HTTP/1.0~Host: a~Content-Length: 3, 3~~abc        | 400 | bad_request
            a folded coding              | POST /api/p HTTP/1.1~Host: a~Transfer-Encoding:~{SP}chunked~~0~~ | 400 | bad_request
            a folded length              | POST /api/p HTTP/1.1~Host: a~Content-Length:~{SP}3~~abc       | 400 | bad_request
            a fold before any header     | GET /api/p HTTP/1.1~{SP}X-A: 1~Host: a~~                      | 400 | bad_request
            absolute form                | GET http://evil.example/api/p HTTP/1.1~Host: a~~              | 400 | bad_request
            authority form               | GET evil.example:80 HTTP/1.1~Host: a~~                        | 400 | bad_request
            asterisk form                | OPTIONS * HTTP/1.1~Host: a~~                                  | 400 | bad_request
            an authority in the path     | GET //evil.example/api/p HTTP/1.1~Host: a~~                   | 400 | ambiguous_path
            a method for tunnels         | CONNECT a:80 HTTP/1.1~Host: a~~                               | 405 | method_not_allowed
            a method that echoes         | TRACE /api/p HTTP/1.1~Host: a~~                               | 405 | method_not_allowed
            a length and a coding        | POST /api/p HTTP/1.1~Host: a~Content-Length: 3~Transfer-Encoding: chunked~~0~~ | 400 | bad_request
            a coding and a length        | POST /api/p HTTP/1.1~Host: a~Transfer-Encoding: chunked~Content-Length: 3~~0~~ | 400 | bad_request
            two lengths                  | POST /api/p HTTP/1.1~Host: a~Content-Length: 3~Content-Length: 4~~abc | 400 | bad_request
            two lengths before HTTP/1.1  | POST /api/p HTTP/1.0~Host: a~Content-Length: 3~Content-Length: 0~~abc | 400 | bad_request
            the same twice before that   | POST /api/p HTTP/1.0~Host: a~Content-Length: 3~Content-Length: 3~~abc | 400 | bad_request
            a list of lengths            | POST /api/p HTTP/1.1~Host: a~Content-Length: 3, 4~~abc        | 400 | bad_request
            a length with a sign         | POST /api/p HTTP/1.1~Host: a~Content-Length: +3~~abc          | 400 | bad_request
            a negative length            | POST /api/p HTTP/1.1~Host: a~Content-Length: -3~~abc          | 400 | bad_request
            a length in hex              | POST /api/p HTTP/1.1~Host: a~Content-Length: 0x3~~abc         | 400 | bad_request
            a length that may be octal   | POST /api/p HTTP/1.1~Host: a~Content-Length: 010~~abcdefgh     | 400 | bad_request
            an empty length              | POST /api/p HTTP/1.1~Host: a~Content-Length:~~abc             | 400 | bad_request
            another coding               | POST /api/p HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~0~~ | 400 | bad_request
            an unknown coding            | POST /api/p HTTP/1.1~Host: a~Transfer-Encoding: xchunked~~0~~ | 400 | bad_request
            two codings                  | POST /api/p HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~ | 400 | bad_request
            a coding before HTTP/1.1     | POST /api/p HTTP/1.0~Host: a~Transfer-Encoding: chunked~~0~~  | 400 | bad_request
            a space before a colon       | GET /api/p HTTP/1.1~Host: a~X-A : 1~~                         | 400 | bad_request
            a header without a name      | GET /api/p HTTP/1.1~Host: a~: 1~~                             | 400 | bad_request
            a header without a colon     | GET /api/p HTTP/1.1~Host: a~X-A~~                             | 400 | bad_request
            a bad character in a name    | GET /api/p HTTP/1.1~Host: a~X(A: 1~~                          | 400 | bad_request
            a NUL in a value             | GET /api/p HTTP/1.1~Host: a~X-A: 1{NUL}2~~                   | 400 | bad_request
            a carriage return in a value | GET /api/p HTTP/1.1~Host: a~X-A: 1{CR}2~~                       | 400 | bad_request
            octets outside ASCII         | GET /api/p/\u00E9 HTTP/1.1~Host: a~~                          | 400 | ambiguous_path
            octets outside ASCII behind  | GET /api/p?a=\u00E9 HTTP/1.1~Host: a~~                        | 400 | ambiguous_query
            a fragment                   | GET /api/p#f HTTP/1.1~Host: a~~                               | 400 | ambiguous_path
            a fragment behind a query    | GET /api/p?a#f HTTP/1.1~Host: a~~                             | 400 | ambiguous_query
            a broken escape              | GET /api/p/%zz HTTP/1.1~Host: a~~                             | 400 | ambiguous_path
            a cut escape                 | GET /api/p?a=%4 HTTP/1.1~Host: a~~                            | 400 | ambiguous_query
            a NUL in the path            | GET /api/p/{NUL} HTTP/1.1~Host: a~~                          | 400 | any
            a space in the path          | GET /api/p/a b HTTP/1.1~Host: a~~                             | 400 | any
            no version                   | GET /api/p~Host: a~~                                          | 400 | bad_request
            a tab before the target      | GET{TAB}/api/p HTTP/1.1~Host: a~~                            | 400 | bad_request
            a tab before the version     | GET /api/p{TAB}HTTP/1.1~Host: a~~                            | 400 | bad_request
            two spaces after the method  | GET  /api/p HTTP/1.1~Host: a~~                                | 400 | bad_request
            two spaces after the target  | GET /api/p  HTTP/1.1~Host: a~~                                | 400 | bad_request
            a space before the method    | {SP}GET /api/p HTTP/1.1~Host: a~~                             | 400 | bad_request
            a space behind the version   | GET /api/p HTTP/1.1{SP}~Host: a~~                             | 400 | bad_request
            a form feed for a space      | GET{FF}/api/p HTTP/1.1~Host: a~~                              | 400 | bad_request
            a version in lower case      | GET /api/p http/1.1~Host: a~~                                 | 400 | bad_request
            a version of something else  | GET /api/p ICAP/1.1~Host: a~~                                 | 400 | bad_request
            lines without CR             | GET /api/p HTTP/1.1{LF}Host: a{LF}{LF}                        | 400 | bad_request
            a line without CR            | GET /api/p HTTP/1.1~Host: a{LF}X-A: 1~~                       | 400 | bad_request
            a carriage return before     | {CR}GET /api/p HTTP/1.1~Host: a~~                             | 400 | bad_request
            a line feed before           | {LF}GET /api/p HTTP/1.1~Host: a~~                             | 400 | bad_request
            a broken line end before     | ~{LF}GET /api/p HTTP/1.1~Host: a~~                            | 400 | bad_request
            half a line end before       | ~{CR}GET /api/p HTTP/1.1~Host: a~~                            | 400 | bad_request
            another version              | GET /api/p HTTP/1.2~Host: a~~                                 | 400 | bad_request
            nothing that is HTTP         | {NUL}{NUL}~~                                          | 400 | bad_request
            """)
    void readWhenHeadHasNoSingleReadingThenAnsweredAndClosed(String what, String octets, int status, String code) {
        int before = server.handled();
        String answer = server.exchange(octets.replace("~", "\r\n")
                .replace("{NUL}", "\0")
                .replace("{CR}", "\r")
                .replace("{LF}", "\n")
                .replace("{TAB}", "\t")
                .replace("{FF}", "\f")
                .replace("{SP}", " "));
        assertThat(answer).as(what).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer)
                .contains("\r\npostern-error-source: gateway\r\n")
                .contains("\r\npostern-proxy-code: proxy-access-denied\r\n")
                .contains("\r\npostern-proxy-message: ")
                .contains("\r\npostern-request-id: request-1\r\n")
                .contains("\"requestId\":\"request-1\"")
                .contains("\r\nconnection: close\r\n");
        assertThat(SanitizingServer.body(answer))
                .startsWith("{\"error\":{\"code\":\"" + (code.equals("any") ? "" : code));
        assertThat(server.handled()).as("requests that got past the guard").isEqualTo(before);
    }

    /** RFC 9113, sections 3.4 and 6.8: what {@code curl --http2-prior-knowledge} sends first, and what it can read. */
    @Test
    void readWhenTheCallerSpeaksHttp2ThenItIsToldInItsOwnWordsToUseHttp1() {
        int before = server.handled();
        String answer = server.exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
        String settings = "\0\0\0\4\0\0\0\0\0";
        String goAwayToHttp1 = "\0\0\21\7\0\0\0\0\0\0\0\0\0\0\0\0\15";
        assertThat(answer).isEqualTo(settings + goAwayToHttp1 + "request-1");
        assertThat(server.handled()).isEqualTo(before);
    }

    @Test
    void readWhenRequestLineIsTooLongThen414() {
        String answer = server.exchange("GET /api/" + "a".repeat(70_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 414 ").contains("\"uri_too_long\"");
    }

    @Test
    void readWhenHeadersAreTooLargeThen431() {
        String answer = server.exchange("GET /api/p HTTP/1.1\r\nHost: a\r\nX-A: " + "a".repeat(70_000) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 431 ").contains("\"headers_too_large\"");
    }

    @Test
    void readWhenPlainThenHandled() {
        assertThat(server.exchange("\r\n\r\nGET /api/p HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(server.get("/api/p/v1?a=b", "")).startsWith("GET /v1?a=b\n");
        assertThat(server.exchange("GET /api/p HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.");
        for (String host : new String[] {"a:80", "[::1]:80", "1.2.3.4", "a_b.example"}) {
            assertThat(server.exchange("GET /api/p HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void readWhenLinesAreFoldedThenTheTargetGetsOneLine() {
        assertThat(server.get("/api/p", "X-A: 1\r\n 2\r\n")).contains("X-A: 1 2\n");
    }

    @Test
    void readWhenABadRequestIsPipelinedThenAnswersStayInOrder() {
        String answers = server.exchange(crlf("""
                GET /api/p/one HTTP/1.1
                Host: a

                GET /api/p/two HTTP/1.1
                Host: a

                GET http://evil/ HTTP/1.1
                Host: a

                GET /api/p/never HTTP/1.1
                Host: a

                """));
        assertThat(answers.split("HTTP/1\\.1 ", -1)).hasSize(4);
        assertThat(answers).containsSubsequence("GET /one", "GET /two", "HTTP/1.1 400 ");
        assertThat(answers).doesNotContain("never");
    }

    @Test
    void readWhenLineEndsBetweenRequestsAreBrokenThenTheOneBeforeIsAnsweredAndNoneBehind() {
        String request = "GET /api/p/one HTTP/1.1\r\nHost: a\r\n\r\n";
        String[] answers =
                server.exchange(request + "\r\n" + request + "\n" + request).split("HTTP/1\\.1 ", -1);
        assertThat(answers).hasSize(4);
        assertThat(answers[3]).startsWith("400 ");
    }

    @Test
    void readWhenHttp2UpgradeIsAskedForThenAnsweredInHttp11() {
        assertThat(server.exchange(crlf("""
                GET /api/p HTTP/1.1
                Host: a
                Connection: Upgrade, HTTP2-Settings, close
                Upgrade: h2c
                HTTP2-Settings: AAMAAABkAAQAAP__

                """))).startsWith("HTTP/1.1 200 ").contains("webSocket false");
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }
}
