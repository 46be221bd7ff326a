package io.postern.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.credential.ApiKeyCallerSpec;
import io.postern.core.credential.Place;
import io.postern.core.target.EncodedSlashes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From octets on a socket to what the target would get. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestSanitizerIT {

    private SanitizingServer server;
    private SanitizingServer keeping;

    @BeforeAll
    void start() {
        server = new SanitizingServer("https://api.example.com", EncodedSlashes.REFUSE);
        keeping = new SanitizingServer("https://api.example.com/base", EncodedSlashes.KEEP);
    }

    @AfterAll
    void stop() {
        server.close();
        keeping.close();
    }

    @ParameterizedTest(name = "{0} becomes {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            /api/prx_1                    | GET /                        | no path is the root
            /api/prx_1/                   | GET /                        | the root
            /api/prx_1?                   | GET /                        | an empty query is none
            /api/prx_1/v1/users/          | GET /v1/users/               | a slash at the end stays
            /api/prx_1/%61dmin            | GET /admin                   | decoded where it means the same
            /api/prx_1/caf%c3%a9?q=%c3%a9 | GET /caf%C3%A9?q=%C3%A9      | upper case
            /api/prx_1/{id}?q=ab^c        | GET /%7Bid%7D?q=ab%5Ec       | encoded where there is one reading
            /api/prx_1/"<>`[]             | GET /%22%3C%3E%60%5B%5D      | encoded where there is one reading
            /api/prx_1?q[]=%20x           | GET /?q%5B%5D=%20x           | nothing is encoded twice
            /api/prx_1?a=1;b=2&&c         | GET /?a=1%3Bb=2&c            | one parameter for every server
            /api/prx_1?u=http://h/?x=/../ | GET /?u=http://h/?x=/../     | a path in a query is data
            /api/prx_1/a?q=\\             | GET /a?q=%5C                 | a backslash in a query is data
            /api/prx_1/..                 | refused ambiguous_path       | climbs
            /api/prx_1/%2e%2e/b           | refused ambiguous_path       | climbs when decoded
            /api/prx_1/a%2Fb              | refused ambiguous_path       | one segment or two
            /api/prx_1//a                 | refused ambiguous_path       | may be one slash or two
            /api/prx_1/a;b=c              | refused ambiguous_path       | a parameter or a name
            /api/prx_1/a\\..\\b           | refused ambiguous_path       | a separator on some systems
            /api/prx_1/a%5Cb              | refused ambiguous_path       | a separator on some systems
            /api/prx_1/%252e%252e         | refused ambiguous_path       | climbs when decoded twice
            /api/prx_1/a%00b              | refused ambiguous_path       | may end the path
            /api/prx_1/%C0%AE%C0%AE/b     | refused ambiguous_path       | climbs when decoded badly
            /api/prx_1?a=%00              | refused ambiguous_query      | may end the value
            /api/prx_1?%FF=1              | refused ambiguous_query      | a name that is no text
            /api/../admin                 | refused proxy_not_found      | no id
            /api//prx_1/a                 | refused proxy_not_found      | no id
            /api/%70rx_1/a                | refused proxy_not_found      | an id stands as it is
            /API/prx_1/a                  | refused proxy_not_found      | the beginning stands as it is
            /api/prx_1;x/a                | refused proxy_not_found      | no id
            /api/prx.1/a                  | refused proxy_not_found      | no id
            /api                          | refused proxy_not_found      | no id
            /api/                         | refused proxy_not_found      | no id
            /other/prx_1                  | refused proxy_not_found      | another path
            """)
    void sanitizeWhenTargetThenWhatTheRequestLineWillHave(String target, String line, String reason) {
        assertThat(server.get(target, "").lines().findFirst()).as(reason).contains(line);
    }

    @ParameterizedTest(name = "kept: {0} becomes {1}")
    @CsvSource(delimiter = '|', textBlock = """
            /api/prx_1                       | GET /base
            /api/prx_1/                      | GET /base/
            /api/prx_1/projects/a%2fb?x=%2f  | GET /base/projects/a%2Fb?x=%2F
            /api/prx_1/..%2fb                | refused ambiguous_path
            /api/prx_1/a%2f%2e%2e%2fb        | refused ambiguous_path
            """)
    void sanitizeWhenSlashesAreKeptThenTheyStayEncoded(String target, String line) {
        assertThat(keeping.get(target, "").lines().findFirst()).contains(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Proxy-Authorization: Basic secret",
                "TE: trailers",
                "Trailer: X-T",
                "Upgrade: h2c",
                "Via: 1.1 a",
                "Forwarded: for=1.1.1.1",
                "X-Forwarded-For: 1.1.1.1",
                "X-Forwarded-Prefix: /x",
                "X_Forwarded_For: 1.1.1.1",
                "X-Real-IP: 1.1.1.1",
                "True-Client-IP: 1.1.1.1",
                "CF-Connecting-IP: 1.1.1.1",
                "WL-Proxy-Client-IP: 1.1.1.1",
                "X-Originating-IP: 1.1.1.1",
                "X-Forwarded: for=1.1.1.1",
                "X-Host: other.example",
                "X-HTTP-Method-Override: DELETE",
                "X-HTTP-Method: DELETE",
                "X-Method-Override: DELETE",
                "X_HTTP_Method_Override: DELETE",
                "X-Original-URL: /admin",
                "X-Rewrite-URL: /admin",
                "X-Override-URL: /admin",
                "X-Envoy-Original-Path: /admin",
                "X-Original-Method: DELETE",
                "X-HTTP-Host-Override: other.example",
                "X.HTTP.Method.Override: DELETE",
                "X~Original+URL: /admin",
                "X!Forwarded!For: 1.1.1.1",
                "X.API.Key: secret",
                "Content.Length: 5",
                "Transfer~Encoding: chunked",
                "Postern-Anything: x",
                "postern_anything: x",
                "Content_Length: 5",
                "Transfer_Encoding: chunked",
                "X_API_KEY: secret",
                "authorization: secret",
                "Sec-WebSocket-Key: x",
                "Sec-WebSocket-Protocol: x"
            })
    void sanitizeWhenHeaderMustNotPassThenItIsLeftOut(String line) {
        String sanitized = server.get("/api/prx_1", line + "\r\nX-Kept: 1\r\n");
        assertThat(sanitized).contains("X-Kept: 1\n").doesNotContain(line.substring(0, line.indexOf(':')) + ":");
    }

    @Test
    void sanitizeWhenConnectionNamesHeadersThenTheyAreLeftOutToo() {
        String sanitized = server.exchange(crlf("""
                GET /api/prx_1 HTTP/1.1
                Host: a
                Connection: X-One, close
                Connection: x-two
                X-One: 1
                X_Two: 2
                X-Three: 3

                """));
        assertThat(sanitized).contains("X-Three: 3\n").doesNotContain("X-One:", "X_Two:", "Connection:", "Host:");
    }

    @Test
    void sanitizeWhenOtherHeadersThenTheyPassAsTheyAre() {
        String sanitized = server.get(
                "/api/prx_1",
                "Cookie: a=b\r\nUser-Agent: me/1\r\nAccept-Encoding: gzip\r\nX-Two: 1\r\nx-two: 2\r\nX-Utf: \u00C3\u00A9\r\n");
        assertThat(sanitized)
                .contains("Cookie: a=b\nUser-Agent: me/1\nAccept-Encoding: gzip\nX-Two: 1\nx-two: 2\nX-Utf: ");
        assertThat(server.get("/api/prx_1", "")).doesNotContainIgnoringCase("user-agent", "accept");
    }

    @ParameterizedTest(name = "{0} {1} presents {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            /api/p                               | Authorization: Bearer x | presented Bearer x!null!null
            /api/p                               | X-API-Key: k            | presented null!k!null
            /api/p?Authorization=raw             | X-A: 1                  | presented null!null!raw
            /api/p?authorization=Bearer%20a%2Bb  | X-A: 1                  | presented null!null!Bearer a+b
            /api/p?AUTHORIZATION=Bearer+a+b      | X-A: 1                  | presented null!null!Bearer a+b
            /api/p?%41uthorization=x             | X-A: 1                  | presented null!null!x
            /api/p?Authorization                 | X-A: 1                  | presented null!null!
            /api/p?Authorization=x               | Authorization: y        | presented y!null!x
            """)
    void sanitizeWhenCredentialIsShownThenReadAndRemoved(String target, String header, String presented) {

        String wanted = presented.replace("!", "|");
        String sanitized = server.get(target, header + "\r\n");
        assertThat(sanitized).contains(wanted);
        assertThat(sanitized).startsWith("GET /\n").doesNotContain("Authorization:", "X-API-Key:");
    }

    @Test
    void sanitizeWhenCallersHaveAHeaderOfTheirOwnThenReadAndRemoved() {
        ApiKeyCallerSpec caller = new ApiKeyCallerSpec(Place.HEADER, "Private-Token");
        try (SanitizingServer own = new SanitizingServer("https://api.example.com", EncodedSlashes.REFUSE, caller)) {
            assertThat(own.get("/api/p", "PRIVATE-TOKEN: k\r\nPRIVATE_TOKEN: k2\r\nX-B: 1\r\n"))
                    .contains("presented null|null|null|k\n", "X-B: 1")
                    .doesNotContainIgnoringCase("private");
            assertThat(own.get("/api/p", "Private-Token: a\r\nPrivate-Token: b\r\n"))
                    .isEqualTo("refused ambiguous_header");
        }
        assertThat(server.get("/api/p", "Private-Token: k\r\n")).contains("Private-Token: k");
    }

    @Test
    void sanitizeWhenCallersHaveAParameterOfTheirOwnThenReadAndRemoved() {
        ApiKeyCallerSpec caller = new ApiKeyCallerSpec(Place.QUERY, "key");
        try (SanitizingServer own = new SanitizingServer("https://api.example.com", EncodedSlashes.REFUSE, caller)) {
            assertThat(own.get("/api/p?a=1&%6Bey=x%2By&KEY=z&key[]=z&+key=z&keys=1", ""))
                    .startsWith("GET /?a=1&keys=1\n")
                    .contains("presented null|null|null|x+y\n");
            assertThat(own.get("/api/p?key=a&key=a", "")).isEqualTo("refused ambiguous_query");
        }
    }

    @Test
    void sanitizeWhenParameterStandsBetweenOthersThenOnlyItGoes() {
        assertThat(server.get("/api/p?a=1&Authorization=k&b=2", "")).startsWith("GET /?a=1&b=2\n");
        assertThat(server.get("/api/p?a=1&+authorization=k&b=2", "")).startsWith("GET /?a=1&b=2\n");
    }

    @Test
    void sanitizeWhenCredentialStandsTwiceThenRefused() {
        assertThat(server.get("/api/p", "Authorization: a\r\nauthorization: b\r\n"))
                .isEqualTo("refused ambiguous_header");
        assertThat(server.get("/api/p", "X-API-Key: a\r\nX-Api-Key: a\r\n")).isEqualTo("refused ambiguous_header");
        assertThat(server.get("/api/p?authorization=a&Authorization=b", "")).isEqualTo("refused ambiguous_query");
        assertThat(server.get("/api/p?authorization=%FF", "")).isEqualTo("refused ambiguous_query");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PURGE", "get", "PROPFIND", "QUERY"})
    void sanitizeWhenMethodIsUnknownThenNotAllowed(String method) {
        assertThat(SanitizingServer.body(
                        server.exchange(method + " /api/p HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")))
                .isEqualTo("refused method_not_allowed");
    }

    @Test
    void sanitizeWhenWebSocketIsAskedForThenItsSubprotocolsStay() {
        String answer = server.exchange(crlf("""
                GET /api/p HTTP/1.1
                Host: a
                Connection: keep-alive, Upgrade, close
                Upgrade: WebSocket
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Extensions: permessage-deflate
                Sec-WebSocket-Protocol: a, b

                """));
        assertThat(answer)
                .contains("webSocket true, body false")
                .contains("Sec-WebSocket-Protocol: a, b\n")
                .doesNotContain("Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions", "Upgrade");
    }

    /** ~ stands for CRLF. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no key                   | Sec-WebSocket-Version: 13
            a key of another length  | Sec-WebSocket-Version: 13~Sec-WebSocket-Key: AAAA
            a key that is no Base64  | Sec-WebSocket-Version: 13~Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ!!
            two keys                 | Sec-WebSocket-Version: 13~Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==~Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            no version               | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            another version          | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==~Sec-WebSocket-Version: 12
            two versions             | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==~Sec-WebSocket-Version: 13~Sec-WebSocket-Version: 8
            a body                   | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==~Sec-WebSocket-Version: 13~Content-Length: 5
            a body in chunks         | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==~Sec-WebSocket-Version: 13~Transfer-Encoding: chunked
            """)
    void sanitizeWhenWebSocketCanNotBeOpenedThenRefused(String what, String lines) {
        String body = lines.contains("Length") ? "hello" : lines.contains("chunked") ? "0\r\n\r\n" : "";
        assertThat(SanitizingServer.body(server.exchange(
                        "GET /api/p HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
                                + lines.replace("~", "\r\n") + "\r\n\r\n" + body)))
                .as(what)
                .isEqualTo("refused bad_request");
    }

    @ParameterizedTest
    @CsvSource({"1.0, websocket", "1.1, h2c", "1.1, 'websocket, h2c'"})
    void sanitizeWhenUpgradeIsNoWebSocketThenItIsIgnored(String version, String protocol) {
        assertThat(server.exchange("GET /api/p HTTP/" + version
                        + "\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: " + protocol
                        + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"))
                .contains("GET /\n", "webSocket false")
                .doesNotContain("Sec-WebSocket", "Upgrade");
    }

    @Test
    void sanitizeWhenBodyIsAnnouncedThenTold() {
        assertThat(server.exchange(
                        "POST /api/p HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"))
                .contains("webSocket false, body true");
        assertThat(server.exchange(crlf("""
                POST /api/p HTTP/1.1
                Host: a
                Connection: close
                Transfer-Encoding: chunked

                3
                abc
                0

                """))).contains("webSocket false, body true");
        assertThat(server.exchange("POST /api/p HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
                .contains("webSocket false, body false");
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }
}
