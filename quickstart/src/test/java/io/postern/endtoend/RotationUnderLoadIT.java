package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.plan.InjectionPlan;
import io.postern.testing.NeedsVault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

/**
 * A secret that changes ten times under load: no call fails, and none that is sent after a change has reached the gateway
 * carries the secret from before it.
 *
 * <p>Calls follow one another as fast as the machine makes them. {@code -Drotation.rate=2000 -Drotation.seconds=60} sends
 * that many a second for that long, and also holds each change to two seconds, from the admin API's answer on.
 */
@NeedsVault
@ExtendWith(SharedServers.class)
class RotationUnderLoadIT {

    private static final Logger LOG = LoggerFactory.getLogger(RotationUnderLoadIT.class);
    private static final int RATE = Integer.getInteger("rotation.rate", 0);
    private static final int CALLS = RATE == 0 ? 3_000 : RATE * Integer.getInteger("rotation.seconds", 60);
    private static final int LOOPS = RATE == 0 ? 8 : 64;
    private static final int ROTATIONS = 10;
    private static final Duration BOUND = Duration.ofSeconds(2);

    /** Calls by the number of the secret that they carried, with the time at which they were sent. */
    private record Call(int status, int secret, long sentAt) {}

    /** One change: when the admin API had answered it, and when the gateway followed it. */
    private record Rotation(int secret, long answeredAt, long followedAt) {}

    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<Rotation> rotations = new ArrayList<>();

    @Test
    void secretWhenChangedTenTimesUnderLoadThenNoCallFailsAndNoneCarriesAnOldOne(PosternServers servers) {
        Tenant tenant = Tenant.create(servers);
        DisposableServer target = target(servers);
        ConnectionProvider connections = ConnectionProvider.create("load", LOOPS);
        Scheduler clock = Schedulers.newSingle("load");
        try {
            String credential = tenant.injectedToken("secret-0");
            String proxy = tenant.proxy(tenant.callerKey("key-1"), tenant.target(servers.closedUrl()), credential);
            HttpClient client = HttpClient.create(connections)
                    .baseUrl("http://127.0.0.1:" + servers.gatewayPort())
                    .headers(headers -> headers.set("Authorization", "key-1"));
            long began = System.nanoTime();
            Mono<Void> load = Flux.range(0, LOOPS)
                    .flatMap(loop -> loop(client, "/api/" + proxy + "/a", loop, began, clock), LOOPS)
                    .then()
                    .cache();
            load.subscribe();

            for (int secret = 1; secret <= ROTATIONS; secret++) {
                int due = secret * (CALLS / (ROTATIONS + 1));
                PosternServers.awaitStart("call " + due, () -> ended.get() >= due);
                rotate(servers, tenant, credential, proxy, secret);
            }
            load.block(Duration.ofMinutes(10));
            log(System.nanoTime() - began);
        } finally {
            connections.dispose();
            clock.dispose();
            target.disposeNow();
        }

        assertThat(calls)
                .hasSize(CALLS)
                .allSatisfy(call -> assertThat(call.status()).isEqualTo(200));
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.secret())
                        .as("a call that was sent when the gateway had the secret of this number")
                        .isGreaterThanOrEqualTo(followedBefore(call)));
        assertThat(calls.stream().mapToInt(Call::secret).distinct().count())
                .as("secrets that were carried")
                .isGreaterThan(1);
        if (RATE > 0) {
            assertThat(rotations)
                    .allSatisfy(rotation -> assertThat(rotation.followedAt() - rotation.answeredAt())
                            .isLessThan(BOUND.toNanos()));
        }
    }

    private Mono<Void> loop(HttpClient client, String path, int loop, long began, Scheduler clock) {
        int first = loop * CALLS / LOOPS;
        int next = (loop + 1) * CALLS / LOOPS;
        return Flux.range(0, next - first)
                .concatMap(turn -> pause(loop, turn, began, clock).then(call(client, path)), 1)
                .then();
    }

    private static Mono<Void> pause(int loop, int turn, long began, Scheduler clock) {
        if (RATE == 0) {
            return Mono.empty();
        }
        long due = began + TimeUnit.SECONDS.toNanos((long) turn * LOOPS + loop) / RATE;
        long nanos = due - System.nanoTime();
        return nanos <= 0
                ? Mono.empty()
                : Mono.delay(Duration.ofNanos(nanos), clock).then();
    }

    private Mono<Void> call(HttpClient client, String path) {
        return Mono.defer(() -> {
            long sentAt = System.nanoTime();
            return client.get()
                    .uri(path)
                    .responseSingle((head, body) -> body.asString()
                            .defaultIfEmpty("")
                            .map(text -> new Call(head.status().code(), number(text), sentAt)))
                    .onErrorResume(failure -> Mono.just(new Call(0, -1, sentAt)))
                    .doOnNext(call -> {
                        calls.add(call);
                        ended.incrementAndGet();
                    })
                    .then();
        });
    }

    private static int number(String shown) {
        return shown.startsWith("Bearer secret-") ? Integer.parseInt(shown.substring("Bearer secret-".length())) : -1;
    }

    private void rotate(PosternServers servers, Tenant tenant, String credential, String proxy, int secret) {
        AtomicReference<InjectionPlan> before = new AtomicReference<>();
        servers.awaitPlan(proxy, plan -> {
            before.set(plan.injection());
            return true;
        });
        tenant.admin()
                .put(
                        tenant.path() + "/credentials/" + credential,
                        "{'credentialSecret':{'token':'secret-" + secret + "'}}")
                .expect(200);
        long answeredAt = System.nanoTime();
        servers.awaitPlan(proxy, plan -> !plan.injection().equals(before.get()));
        rotations.add(new Rotation(secret, answeredAt, System.nanoTime()));
    }

    private int followedBefore(Call call) {
        int newest = 0;
        for (Rotation rotation : rotations) {
            if (rotation.followedAt() < call.sentAt()) {
                newest = rotation.secret();
            }
        }
        return newest;
    }

    private void log(long nanos) {
        LOG.info(
                "{} calls in {} ms; changes were followed after {} ms, as seen every 20 ms",
                CALLS,
                nanos / 1_000_000,
                rotations.stream()
                        .map(rotation -> (rotation.followedAt() - rotation.answeredAt()) / 1_000_000)
                        .toList());
    }

    /** Answers with what it was shown, on the port that the guard lets through and nobody else listens on. */
    private static DisposableServer target(PosternServers servers) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(URI.create(servers.closedUrl()).getPort())
                .handle((request, response) -> {
                    String shown = String.valueOf(request.requestHeaders().get("Authorization"));
                    return response.header("Content-Length", String.valueOf(shown.length()))
                            .sendString(Mono.just(shown));
                })
                .bindNow();
    }
}
