package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets whose answer to an upgrade is none, or one that two readers may take differently (RFC 6455, section 4.1). */
@Timeout(60)
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileUpgradeIT {

    private static final String PROTOCOLS = "Sec-WebSocket-Protocol: ";
    private static final String UPGRADE = "HTTP/1.1 101 Switching Protocols~Upgrade: websocket~Connection: Upgrade~";
    private static final String ACCEPTED = UPGRADE + "Sec-WebSocket-Accept: {accept}~";

    private final RawTarget target = new RawTarget(this::serve);
    private final GatewayFixture gateway =
            new GatewayFixture(OneLoop.resources(), target.url(), "breaker.enabled=false");
    private volatile String answer = "";

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        target.close();
    }

    /** Answers, and holds the connection until the gateway has left it. */
    private void serve(RawTarget.Peer peer) throws Exception {
        String head = peer.request();
        HostileTarget.playing(answer.replace("{accept}", accept(head))).serve(peer);
        while (!peer.socket.isClosed()) {
            peer.read();
        }
    }

    private static String accept(String head) throws Exception {
        String key = field(head, "sec-websocket-key: ") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(key.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String field(String head, String name) {
        List<String> values = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
                .map(line -> line.substring(name.length()))
                .toList();
        return String.join(" and ", values);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            all that there must be         | {accepted}~                                             | 101
            interim answers before it      | HTTP/1.1 100 Continue~~HTTP/1.1 103 Hints~Link: a~~{accepted}~ | 101
            a field of the target's        | {accepted}X-A: 1~~                                      | 101
            another one's accept           | {upgrade}Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=~~ | upstream_broken
            no accept                      | {upgrade}~                                              | upstream_broken
            the accept and another         | {accepted}Sec-WebSocket-Accept: a~~                     | upstream_broken
            an upgrade to another protocol | HTTP/1.1 101 Switch~Upgrade: h2c~Connection: Upgrade~Sec-WebSocket-Accept: {accept}~~ | upstream_broken
            an upgrade to none             | HTTP/1.1 101 Switch~Connection: Upgrade~Sec-WebSocket-Accept: {accept}~~ | upstream_broken
            no word of the connection      | HTTP/1.1 101 Switch~Upgrade: websocket~Sec-WebSocket-Accept: {accept}~~ | upstream_broken
            HTTP/1.0                       | HTTP/1.0 101 Switch~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Accept: {accept}~~ | upstream_broken
            an extension                   | {accepted}Sec-WebSocket-Extensions: permessage-deflate~~ | upstream_broken
            a subprotocol                  | {accepted}Sec-WebSocket-Protocol: a~~                   | upstream_broken
            a NUL in a field               | {accepted}X-A: a{NUL}b~~                                | upstream_broken
            a CR in a field                | {accepted}X-A: a{CR}X-Poison: 1~~                       | upstream_broken
            a NUL in the reason            | HTTP/1.1 101 a{NUL}b~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Accept: {accept}~~ | upstream_broken
            a refusal                      | HTTP/1.1 403 No~Content-Length: 2~~no                   | 403
            a refusal in chunks            | HTTP/1.1 403 No~Transfer-Encoding: chunked~~2~no~0~~    | 403
            a refusal without an end       | HTTP/1.1 403 No~~no                                     | 403
            a refusal whose body is late   | HTTP/1.1 403 No~Content-Length: 2~~                     | 403
            a refusal with a long page     | HTTP/1.1 403 No~Content-Length: 50000~~{long}           | 403
            a refusal of endless chunks    | HTTP/1.1 403 No~Transfer-Encoding: chunked~~C350~{long} | 403
            a refusal in another version   | HTTP/2.0 403 No~Content-Length: 2~~no                   | upstream_broken
            a refusal of two lengths       | HTTP/1.1 403 No~Content-Length: 2~Content-Length: 3~~no | upstream_broken
            a refusal with a NUL           | HTTP/1.1 403 a{NUL}b~Content-Length: 2~~no              | upstream_broken
            a refusal with a broken field  | HTTP/1.1 403 No~X-A: a{NUL}b~Content-Length: 2~~no      | upstream_broken
            a refusal with a coding        | HTTP/1.1 403 No~Transfer-Encoding: gzip~~no             | upstream_broken
            a status of four digits        | HTTP/1.1 1000 No~Content-Length: 2~~no                  | upstream_broken
            a status of ten digits         | HTTP/1.1 2000000000 No~Content-Length: 2~~no            | upstream_broken
            a status of two digits         | HTTP/1.1 99 No~Content-Length: 2~~no                    | upstream_broken
            a page                         | HTTP/1.1 200 OK~Content-Length: 2~~ok                   | upstream_broken
            nothing                        | {close}                                                 | upstream_broken
            """)
    void upgradeWhenTheAnswerIsThen(String what, String row, String expected) throws Exception {
        answer = row.replace("{accepted}", ACCEPTED)
                .replace("{upgrade}", UPGRADE)
                .replace("{long}", "x".repeat(50_000));
        try (RawCaller caller = new RawCaller(gateway.port())) {
            caller.write(request("Connection: Upgrade, close"));
            if (expected.equals("101")) {
                assertThat(caller.until("\r\n\r\n"))
                        .as(what)
                        .startsWith("HTTP/1.1 101 ")
                        .doesNotContain("Link");
            } else {
                assertThat(HostileTarget.answer(caller, false).outcome().trim())
                        .as(what)
                        .isEqualTo(expected);
            }
        }
    }

    /** Rules see them all, and none that the caller's Connection takes away. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Connection: Upgrade                         | a    |   | a
            Connection: Upgrade                         | a, b |   | a, b
            Connection: Upgrade                         | a    | b | a, b
            Connection: Upgrade, Sec-WebSocket-Protocol | a    | b |
            """)
    void upgradeWhenSubprotocolsAreOfferedThenTheTargetGetsThoseThatTheRulesSee(
            String connection, String first, @Nullable String second, @Nullable String expected) throws Exception {
        boolean nominated = connection.contains("Protocol");
        // As the sanitizer leaves them.
        gateway.withoutHeader = nominated ? "sec-websocket-protocol" : "none";
        answer = ACCEPTED
                + (nominated ? "" : PROTOCOLS + (second == null ? first.substring(first.length() - 1) : second) + "~")
                + "~";
        try (RawCaller caller = new RawCaller(gateway.port())) {
            target.heads.clear();
            caller.write(request(connection, PROTOCOLS + first, second == null ? "X-A: 1" : PROTOCOLS + second));
            String head = caller.until("\r\n\r\n");
            assertThat(head).startsWith("HTTP/1.1 101 ");
            assertThat(field(target.nextHead(), "sec-websocket-protocol: "))
                    .isEqualTo(expected == null ? "" : expected);
            assertThat(field(head, "sec-websocket-protocol: "))
                    .isEqualTo(nominated ? "" : field(HostileTarget.octets(answer), "sec-websocket-protocol: "));
        } finally {
            gateway.withoutHeader = "none";
        }
    }

    private static String request(String... fields) {
        return "GET /ws HTTP/1.1\r\nHost: gateway\r\nUpgrade: websocket\r\n" + String.join("\r\n", fields)
                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    }
}
