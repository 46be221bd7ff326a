package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.proxy.CallTimeouts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target and a gateway before it, on one event loop. To {@code /hostile} it does what a test says; to all else it answers
 * with the path, on the same connections. Each call comes on a connection of its own.
 */
final class HostileTarget implements AutoCloseable {

    private static final CallTimeouts PATIENT = new CallTimeouts(10_000, 15_000, 15_000);

    final RawTarget target;
    final GatewayFixture gateway;
    volatile RawTarget.Script script = peer -> {};
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger playing = new AtomicInteger();

    HostileTarget(String... settings) {
        target = new RawTarget(this::serve);
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("breaker.enabled=false");
        gateway = new GatewayFixture(OneLoop.resources(), target.url(), all.toArray(String[]::new));
        gateway.timeouts = PATIENT;
    }

    private void serve(RawTarget.Peer peer) throws Exception {
        peer.socket.setTcpNoDelay(true);
        while (true) {
            String path = peer.head().split(" ", 3)[1];
            if (path.startsWith("/hostile")) {
                play(peer);
            } else {
                send(peer, "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
            }
        }
    }

    private void play(RawTarget.Peer peer) throws Exception {
        playing.incrementAndGet();
        try {
            script.serve(peer);
        } finally {
            playing.decrementAndGet();
        }
    }

    /** Until the target has said all that it was to say, and the gateway has read it. */
    void awaitSilence() throws IOException {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> playing.get() == 0);
        OneLoop.turn();
    }

    /** One octet for each character. */
    static void send(RawTarget.Peer peer, String octets) throws IOException {
        peer.socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * A row of a table as a script. {@code ~} is CRLF; {@code {LF}}, {@code {CR}}, {@code {SP}}, {@code {TAB}}, {@code {NUL}} and
     * {@code {xFF}} are octets; {@code {turn}} waits until the gateway has read so far; {@code {close}} and {@code {reset}} end
     * the connection.
     */
    static RawTarget.Script playing(String row) {
        return peer -> {
            String[] steps = row.split("(?=\\{(turn|close|reset)})|(?<=\\{(turn|close|reset)})", -1);
            for (String step : steps) {
                switch (step) {
                    case "{turn}" -> OneLoop.turn();
                    case "{close}" -> peer.socket.close();
                    case "{reset}" -> peer.reset();
                    default -> send(peer, octets(step));
                }
            }
        };
    }

    static String octets(String row) {
        String octets = row.replace("~", "\r\n")
                .replace("{LF}", "\n")
                .replace("{CR}", "\r")
                .replace("{SP}", " ")
                .replace("{TAB}", "\t")
                .replace("{NUL}", "\0");
        return Pattern.compile("\\{x([0-9A-F]{2})}")
                .matcher(octets)
                .replaceAll(hex -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex.group(1), 16))));
    }

    CallerAnswer get() throws IOException {
        return call("GET /hostile HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
    }

    /** A request that says {@code Connection: close}. */
    CallerAnswer call(String request) throws IOException {
        try (RawCaller caller = new RawCaller(gateway.port())) {
            caller.write(request);
            return answer(caller, request.startsWith("HEAD "));
        }
    }

    static CallerAnswer answer(RawCaller caller, boolean toHead) throws IOException {
        CallerAnswer answer = CallerAnswer.read(caller.socket.getInputStream(), toHead);
        if (answer.whole()) {
            assertThat(caller.rest()).as("octets behind %s", answer).isIn("", "<reset>");
        }
        return answer;
    }

    /** What is expected is one outcome, or several with {@code or} in between. */
    static void assertOutcome(String what, CallerAnswer answer, String expected) {
        assertThat(answer.outcome()).as("%s%n%s", what, answer).isIn((Object[])
                octets(expected).split(" or ", -1));
    }

    /** That the calls after it, on whatever connections are left, get nothing but what they asked for. */
    void assertNextCallsAreUntouched() throws IOException {
        gateway.timeouts = PATIENT;
        for (int i = 0; i < 2; i++) {
            String path = "/next/" + calls.incrementAndGet();
            CallerAnswer answer = call("GET " + path + " HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            assertThat(answer.outcome()).isEqualTo("200 " + path);
            assertThat(answer.head()).doesNotContainIgnoringCase("poison").doesNotContain("HTTP/1.1 200 OK\r\nHTTP");
        }
    }

    /** One hostile call and what comes after it. */
    void assertOutcome(String what, String row, String expected) throws IOException {
        script = playing(row);
        assertOutcome(what, get(), expected);
        awaitSilence();
        assertNextCallsAreUntouched();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        target.close();
    }
}
