package io.postern.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.postern.core.change.ResourceKind;
import io.postern.core.plan.CallerHash;
import io.postern.core.plan.CallerPlan;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.RunningGateway;
import io.postern.gateway.plan.PlanTable;
import io.postern.gateway.plan.TestRows;
import io.postern.gateway.plan.TestTransaction;
import io.postern.gateway.server.EndlessCalls;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;

/** What a change of a proxy means to the event streams and WebSockets that are open. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangedProxiesIT {

    private static final Map<String, BiConsumer<TestTransaction, TestRows.Ids>> CHANGES = Map.of(
            "the proxy is deleted", (tx, ids) -> tx.deleteProxy(ids.client(), ids.proxy()),
            "the proxy is switched off",
                    (tx, ids) -> {
                        tx.sql("update proxy set proxy_active = false where proxy_id = ?", ids.proxy());
                        tx.append(ResourceKind.PROXY, ids.client(), ids.proxy());
                    },
            "the caller's key is revoked",
                    (tx, ids) -> {
                        tx.sql(
                                "update credential set caller_hashes = '[]'::jsonb where credential_id = ?",
                                ids.caller());
                        tx.append(ResourceKind.CREDENTIAL, ids.client(), ids.caller());
                    },
            "the target is elsewhere",
                    (tx, ids) -> tx.setBaseUrl(ids.client(), ids.target(), "https://elsewhere.example.com"));

    private RunningGateway gateway;

    @BeforeAll
    void start() {
        gateway = RunningGateway.start();
        gateway.answer(
                "/ws",
                (request, response) -> response.sendWebsocket(
                        (in, out) -> out.sendObject(in.receiveFrames().map(frame -> frame.retain()))));
        gateway.answer(
                "/events",
                (request, response) ->
                        response.sse().sendString(Flux.just("data: 1\n\n").concatWith(Flux.never())));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** A WebSocket whose caller sends a text now and then, and all that it hears of it. */
    private final class Socket {

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final Sinks.Many<String> said = Sinks.many().unicast().onBackpressureBuffer();

        Socket(TestRows.Ids proxy) {
            client().websocket()
                    .uri(gateway.uri("/api/" + proxy.proxy() + "/ws"))
                    .handle((in, out) -> {
                        in.receiveCloseStatus().subscribe(status -> heard.add("closed with " + status.code()));
                        return out.sendObject(said.asFlux().map(TextWebSocketFrame::new))
                                .then()
                                .and(in.receive().asString().doOnNext(heard::add));
                    })
                    .subscribe();
        }

        String next() throws InterruptedException {
            return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the proxy is deleted",
                "the proxy is switched off",
                "the caller's key is revoked",
                "the target is elsewhere"
            })
    void changeWhenAStreamIsOpenThenItEnds(String change) throws Exception {
        TestRows.Ids proxy = proxy();
        Socket socket = new Socket(proxy);
        socket.said.tryEmitNext("hello").orThrow();
        assertThat(socket.next()).isEqualTo("hello");
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        client().get()
                .uri(gateway.uri("/api/" + proxy.proxy() + "/events"))
                .responseContent()
                .asString()
                .subscribe(events::add, failure -> events.add("broken off"), () -> events.add("ended"));
        assertThat(events.poll(10, TimeUnit.SECONDS)).contains("data: 1");

        double broken = broken("gateway");
        gateway.rows().write(tx -> Objects.requireNonNull(CHANGES.get(change)).accept(tx, proxy));
        assertThat(socket.next()).isEqualTo("closed with 1001");
        assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("ended");
        Awaitility.await().until(() -> broken("gateway") == broken + 1);
        assertThat(broken("upstream")).as("the target has done nothing").isZero();
    }

    private double broken(String by) {
        return gateway
                .bean(MeterRegistry.class)
                .find("postern.calls")
                .tags("by", by, "outcome", "truncated")
                .timers()
                .stream()
                .mapToDouble(Timer::count)
                .sum();
    }

    @Test
    void changeWhenItEndsNobodysRightThenStreamsGoOn() throws Exception {
        TestRows.Ids proxy = proxy();
        Socket socket = new Socket(proxy);
        socket.said.tryEmitNext("before").orThrow();
        assertThat(socket.next()).isEqualTo("before");

        gateway.rows().write(tx -> {
            tx.handOnTraces(proxy);
            tx.rule(
                    proxy.client(),
                    "rule_" + proxy.proxy(),
                    ResourceKind.PROXY,
                    proxy.proxy(),
                    "{\"effect\":\"deny\"}");
            tx.sql("update credential set secret_version = 2 where credential_id = ?", proxy.injection());
            tx.sql(
                    "update credential set caller_hashes = caller_hashes || '{\"keyId\": \"k\", \"hash\": \"bmV3\"}'::jsonb"
                            + " where credential_id = ?",
                    proxy.caller());
        });
        Awaitility.await().until(() -> plan(proxy).tracePropagation());
        gateway.bean(ChangedProxies.class).look();
        socket.said.tryEmitNext("after").orThrow();
        assertThat(socket.next()).isEqualTo("after");
    }

    /** The plan of the call's begin, that of now, and whether a call goes on that began ten seconds ago. */
    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, a b, true",
        "a, b, false",
        "a, b a+5, true",
        "a, b a+0, false",
        "b a+5, b a+5, true",
        "b a-5, b a-5, false",
        "b a-5, b, false",
        "b a-10, b a-10, true",
        "b a-15, b, true"
    })
    void standsWhenKeysChangeThenAsLongAsEachThatWasGoodIsGood(String then, String now, boolean stands) {
        Instant time = Instant.parse("2026-11-23T08:00:00Z");
        PlanTable plans = new PlanTable();
        plans.put(with(keys(now, time), gateway.plan()));
        ChangedProxies changed = new ChangedProxies(plans, gateway.bean(EndlessCalls.class), InstantSource.fixed(time));
        assertThat(changed.stands(with(keys(then, time), gateway.plan()), Duration.ofSeconds(10)))
                .isEqualTo(stands);
    }

    /** Of {@code a} and {@code b+5}: a key that is good, and one that is for five seconds more. */
    private static List<CallerHash> keys(String keys, Instant time) {
        return Stream.of(keys.split(" "))
                .map(key -> new CallerHash(
                        "k",
                        key.substring(0, 1),
                        key.length() == 1 ? null : time.plusSeconds(Integer.parseInt(key.substring(1)))))
                .toList();
    }

    private static ProxyPlan with(List<CallerHash> hashes, ProxyPlan plan) {
        CallerPlan caller = plan.caller();
        return new ProxyPlan(
                plan.proxyId(),
                plan.clientId(),
                plan.region(),
                plan.active(),
                new CallerPlan(caller.credentialId(), caller.spec(), hashes, null),
                plan.target(),
                plan.injection(),
                plan.rules(),
                plan.maxRequestsPerMinute(),
                plan.timeouts(),
                plan.retries(),
                plan.tracePropagation());
    }

    private ProxyPlan plan(TestRows.Ids proxy) {
        return Objects.requireNonNull(gateway.bean(PlanTable.class).find(proxy.proxy()));
    }

    private TestRows.Ids proxy() {
        return gateway.proxy(
                "/base",
                "apiKey",
                "{\"in\":\"header\",\"name\":\"X-API-Key\"}",
                SecretBundle.of("key", SecretValue.of(RunningGateway.SECRET)));
    }

    private static HttpClient client() {
        return HttpClient.newConnection()
                .responseTimeout(Duration.ofSeconds(30))
                .headers(headers -> headers.set("Authorization", RunningGateway.CALLER_KEY));
    }
}
