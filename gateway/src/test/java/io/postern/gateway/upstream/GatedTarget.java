package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.proxy.CallTimeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.netty.resources.LoopResources;

/**
 * A target that holds each request until the test says what becomes of it, and a gateway before it on one event loop, whose
 * limits are a single pool's.
 */
final class GatedTarget implements AutoCloseable {

    /** One request at the target. */
    record Arrival(String path, int connection, CompletableFuture<String> row, CompletableFuture<Boolean> played) {

        /** See {@link HostileTarget#playing}. */
        void play(String answer) {
            row.complete(answer);
        }

        /** Likewise, and returns when the gateway has read all of it. */
        void playOut(String answer) throws IOException {
            row.complete(answer);
            played.join();
            OneLoop.turn();
        }

        /** Answers with its path. */
        void ok() {
            play("HTTP/1.1 200 OK~Content-Length: " + path.length() + "~~" + path);
        }
    }

    final RawTarget target;
    final GatewayFixture gateway;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<RawCaller> callers = new ArrayList<>();

    /** @param settings where {@code max-connections} and {@code max-waiting} are the pool's */
    GatedTarget(String... settings) {
        target = new RawTarget(this::serve);
        gateway = new GatewayFixture(OneLoop.resources(), target.url(), ofOneLoop(settings));
        gateway.timeouts = new CallTimeouts(15_000, 15_000, 15_000);
        new UpstreamMeters(meters).pools(gateway.clients.pools());
    }

    /** Limits are shared out evenly among the loops that there are by default. */
    static String[] ofOneLoop(String... settings) {
        List<String> all = new ArrayList<>(List.of("breaker.enabled=false"));
        for (String setting : settings) {
            int value = setting.indexOf('=') + 1;
            all.add(
                    setting.startsWith("max-connections=") || setting.startsWith("max-waiting=")
                            ? setting.substring(0, value)
                                    + Integer.parseInt(setting.substring(value)) * LoopResources.DEFAULT_IO_WORKER_COUNT
                            : setting);
        }
        return all.toArray(String[]::new);
    }

    private void serve(RawTarget.Peer peer) throws Exception {
        peer.socket.setTcpNoDelay(true);
        int connection = connections.incrementAndGet();
        while (true) {
            String path = peer.request().split(" ", 3)[1];
            Arrival arrival = new Arrival(path, connection, new CompletableFuture<>(), new CompletableFuture<>());
            arrivals.add(arrival);
            try {
                HostileTarget.playing(arrival.row().join()).serve(peer);
            } finally {
                arrival.played().complete(true);
            }
        }
    }

    Arrival next() throws InterruptedException {
        Arrival arrival = arrivals.poll(20, TimeUnit.SECONDS);
        if (arrival == null) {
            throw new AssertionError("no request came");
        }
        return arrival;
    }

    boolean quiet() throws IOException {
        OneLoop.turn();
        return arrivals.isEmpty();
    }

    /** A caller that has asked; it is closed with the rest. */
    RawCaller ask(String method, String path) throws IOException {
        RawCaller caller = new RawCaller(gateway.port());
        callers.add(caller);
        caller.write(method + " " + path + " HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
        return caller;
    }

    RawCaller get(String path) throws IOException {
        return ask("GET", path);
    }

    /** A caller that has asked, and now waits behind so many others. */
    RawCaller getBehind(int others, String path) throws IOException {
        RawCaller caller = get(path);
        awaitGauge("waiting", others + 1);
        return caller;
    }

    static String outcome(RawCaller caller) throws IOException {
        return HostileTarget.answer(caller, false).outcome();
    }

    /** A call that is answered, on which connection it was. */
    int served(String method, String path) throws Exception {
        RawCaller caller = ask(method, path);
        Arrival arrival = next();
        assertThat(arrival.path()).isEqualTo(path);
        arrival.ok();
        assertThat(outcome(caller)).isEqualTo("200 " + path);
        return arrival.connection();
    }

    int served(String path) throws Exception {
        return served("GET", path);
    }

    private double gauge(String name) {
        return switch (name) {
            case "active", "idle" ->
                meters.get("postern.upstream.connections")
                        .tags("pool", "calls", "state", name)
                        .gauge()
                        .value();
            default ->
                meters.get("postern.upstream." + name)
                        .tag("pool", "calls")
                        .gauge()
                        .value();
        };
    }

    void awaitGauge(String name, double value) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gauge(name)).as(name).isEqualTo(value));
    }

    void awaitGauges(double active, double idle, double waiting, double fullest) {
        awaitGauge("active", active);
        awaitGauge("idle", idle);
        awaitGauge("waiting", waiting);
        awaitGauge("fullest", fullest);
    }

    @Override
    public void close() throws IOException {
        for (RawCaller caller : callers) {
            caller.close();
        }
        gateway.close();
        target.close();
    }
}
