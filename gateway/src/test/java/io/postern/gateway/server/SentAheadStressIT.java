package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gateway.RunningGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests sent ahead of the answers before them, cut wherever a network may cut them: each gets its own answer, in its turn. */
@Timeout(120)
class SentAheadStressIT {

    private static final int CALLERS = 8;
    private static final int BURSTS = 30;
    private static final int MOST_IN_A_BURST = 12;
    private static final int LONGEST_BODY = 20_000;
    private static final int[] LONGEST_PIECES = {8, 60, 1_000, Integer.MAX_VALUE - 1};

    /** What is sent, the first line of its answer, and what that says. */
    private record Sent(String octets, String status, String says) {}

    @Test
    void readWhenManySendAheadAndTheNetworkCutsThenEachRequestGetsItsOwnAnswer() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try (RunningGateway gateway = RunningGateway.start()) {
            List<Callable<Integer>> all = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                Random random = new Random(20261122 + caller);
                all.add(() -> call(gateway, random));
            }
            int answered = 0;
            for (Future<Integer> done : callers.invokeAll(all)) {
                answered += done.get();
            }
            assertThat(answered).isGreaterThan(CALLERS * BURSTS);
        } finally {
            callers.shutdownNow();
        }
    }

    private static int call(RunningGateway gateway, Random random) throws IOException {
        int answered = 0;
        try (Wire wire = new Wire(gateway.uri("/").getPort())) {
            for (int burst = 0; burst < BURSTS; burst++) {
                List<Sent> sent = new ArrayList<>();
                StringBuilder octets = new StringBuilder();
                for (int left = 1 + random.nextInt(MOST_IN_A_BURST); left > 0; left--) {
                    Sent next = next(gateway.proxy().proxy(), random);
                    sent.add(next);
                    octets.append(next.octets());
                }
                write(wire, octets.toString(), random);
                for (Sent expected : sent) {
                    assertThat(wire.answer())
                            .as("answer %d", answered)
                            .startsWith("HTTP/1.1 " + expected.status())
                            .contains(expected.says());
                    answered++;
                }
            }
        }
        return answered;
    }

    private static void write(Wire wire, String octets, Random random) throws IOException {
        int longest = LONGEST_PIECES[random.nextInt(LONGEST_PIECES.length)];
        for (int from = 0; from < octets.length(); ) {
            int to = from + Math.min(octets.length() - from, 1 + random.nextInt(longest));
            wire.write(octets.substring(from, to));
            from = to;
        }
    }

    private static Sent next(String proxy, Random random) {
        String key = "\r\nHost: a\r\nAuthorization: " + RunningGateway.CALLER_KEY + "\r\n";
        String path = "/api/" + proxy;
        String id = Long.toHexString(random.nextLong());
        String body = id + "x".repeat(random.nextInt(1 + random.nextInt(LONGEST_BODY)));
        return switch (random.nextInt(6)) {
            case 0 -> new Sent("GET /api/prx_unknown/" + id + " HTTP/1.1" + key + "\r\n", "404 ", "proxy_not_found");
            case 1 -> new Sent("GET " + path + "/" + id + " HTTP/1.1\r\nHost: a\r\n\r\n", "401 ", "requestId");
            case 2 -> new Sent("GET " + path + "/" + id + "/status/201 HTTP/1.1" + key + "\r\n", "201 ", "hello");
            case 3 ->
                new Sent(
                        "POST " + path + "/whole HTTP/1.1" + key + "Transfer-Encoding: chunked\r\n\r\n"
                                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n",
                        "200 ",
                        id);
            default ->
                new Sent(
                        "POST " + path + "/whole HTTP/1.1" + key + "Content-Length: " + body.length() + "\r\n\r\n"
                                + body,
                        "200 ",
                        id);
        };
    }
}
