package io.postern.gateway;

import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.hash.CallerHasher;
import io.postern.core.plan.CallerHash;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretStore;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.plan.PlanTable;
import io.postern.gateway.plan.TestRows;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;
import org.reactivestreams.Publisher;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The application as it is deployed, on real PostgreSQL with sealed secrets, a target that answers with the status its path
 * names ({@code /status/401}; else 200) and with the body at {@code /whole}, and one proxy to it: key {@link #CALLER_KEY}, secret {@link #SECRET} in
 * {@code X-API-Key}.
 */
public final class RunningGateway implements AutoCloseable {

    public static final String CALLER_KEY = "app-key";
    public static final String SECRET = "the-real-secret";

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private final AtomicInteger tokens = new AtomicInteger();
    private final List<HttpHeaders> heads = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final TestDatabase database = PostgresFixture.shared().newDatabase();
    private final TestRows rows = new TestRows(database);
    private final DisposableServer target;
    private final ConfigurableApplicationContext context;
    private final TestRows.Ids proxy = rows.nextIds();

    private final Map<String, BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>>> answers =
            new ConcurrentHashMap<>();

    private RunningGateway(String... settings) {
        target = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> {
                    heads.add(request.requestHeaders().copy());
                    seen.add(request.method() + " " + request.uri() + " "
                            + request.requestHeaders().get("X-API-Key") + " "
                            + request.requestHeaders().get("Authorization"));
                    var answer = answers.get(request.uri());
                    if (answer != null) {
                        return answer.apply(request, response);
                    }
                    if (request.uri().endsWith("/whole")) {
                        return response.sendString(request.receive()
                                .aggregate()
                                .asString()
                                .defaultIfEmpty("")
                                .doOnNext(body -> seen.add("whole " + body)));
                    }
                    if (request.uri().equals("/token")) {
                        return response.header("Content-Type", "application/json")
                                .sendString(Mono.just("{\"access_token\":\"token-" + tokens.incrementAndGet()
                                        + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}"));
                    }
                    String wanted = "Bearer token-" + tokens.get();
                    if (request.uri().startsWith("/oauth")
                            && !wanted.equals(request.requestHeaders().get("Authorization"))) {
                        return response.status(401).sendString(Mono.just("stale"));
                    }
                    int status = request.uri().lastIndexOf("/status/");
                    return response.status(
                                    status < 0
                                            ? 200
                                            : Integer.parseInt(request.uri().substring(status + 8)))
                            .sendString(Mono.just("hello"));
                })
                .bindNow();
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.addAll(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--spring.r2dbc.url=" + database.r2dbcUrl(),
                // The admin's: so that the test can put secrets through the gateway's own store.
                "--spring.r2dbc.username=" + TestDatabase.ADMIN_USER,
                "--spring.r2dbc.password=" + TestDatabase.PASSWORD,
                "--postern.secrets.store=sealed",
                "--postern.sealed.keys=k1:" + KEY,
                "--postern.caller-hash.keys[0].id=k1",
                "--postern.caller-hash.keys[0].key=" + KEY,
                "--postern.gateway.upstream.allowed-addresses=127.0.0.1/32:" + target.port()));
        context = new SpringApplicationBuilder(GatewayApplication.class)
                .properties("spring.config.name=" + GatewayApplication.CONFIG_NAME)
                .run(arguments.toArray(String[]::new));
    }

    /** Starts one with these settings as arguments, {@code --name=value}. */
    public static RunningGateway start(String... settings) {
        RunningGateway gateway = new RunningGateway(settings);
        gateway.configure();
        return gateway;
    }

    private void configure() {
        putSecret(proxy.injection());
        CallerHash hash = bean(CallerHasher.class).hash(SecretValue.of(CALLER_KEY));
        rows.write(tx -> {
            tx.client(proxy.client());
            tx.target(proxy.client(), proxy.target(), targetUrl() + "/base");
            tx.callerCredential(
                    proxy.client(),
                    proxy.caller(),
                    "apiKey",
                    "{}",
                    "[{\"keyId\":\"" + hash.keyId() + "\",\"hash\":\"" + hash.hash() + "\",\"validUntil\":null}]");
            tx.targetCredential(
                    proxy.client(),
                    proxy.injection(),
                    "apiKey",
                    "{\"in\":\"header\",\"name\":\"X-API-Key\"}",
                    "sealed");
            tx.proxy(proxy);
        });
        Awaitility.await().until(() -> bean(PlanTable.class).find(proxy.proxy()) != null);
    }

    private void putSecret(String credentialId) {
        bean(SecretStore.class)
                .put(
                        proxy.client() + "/" + credentialId,
                        SecretBundle.of("key", SecretValue.of(SECRET)),
                        OptionalLong.empty())
                .block();
    }

    public TestRows rows() {
        return rows;
    }

    public TestRows.Ids proxy() {
        return proxy;
    }

    public String targetUrl() {
        return "http://127.0.0.1:" + target.port();
    }

    /** The plan that the proxy's calls are served by. */
    public ProxyPlan plan() {
        return Objects.requireNonNull(bean(PlanTable.class).find(proxy.proxy()));
    }

    /** What the target answers at a path below the proxy's base. */
    public void answer(String path, BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
        answers.put("/base" + path, handler);
    }

    /** What reached the target: method, request target, {@code X-API-Key} and {@code Authorization}. */
    public List<String> seen() {
        return seen;
    }

    /** The headers of what reached the target. */
    public List<HttpHeaders> heads() {
        return heads;
    }

    /** How many tokens the target has given out at {@code /token}; below {@code /oauth}, it takes the latest only. */
    public AtomicInteger tokens() {
        return tokens;
    }

    /** A proxy to {@code /oauth} of the target, whose credential gets tokens of it. */
    public TestRows.Ids oauth2Proxy() {
        return proxy(
                "/oauth",
                "oauth2",
                "{\"tokenUrl\":\"" + targetUrl() + "/token\"}",
                SecretBundle.of("clientId", SecretValue.of("client")).with("clientSecret", SecretValue.of(SECRET)));
    }

    /** A proxy of a client of its own to this path of the target, with a credential of that kind. */
    public TestRows.Ids proxy(String path, String kind, String config, SecretBundle secret) {
        TestRows.Ids ids = rows.nextIds();
        bean(SecretStore.class)
                .put(ids.client() + "/" + ids.injection(), secret, OptionalLong.empty())
                .block();
        CallerHash hash = bean(CallerHasher.class).hash(SecretValue.of(CALLER_KEY));
        rows.write(tx -> {
            tx.client(ids.client());
            tx.target(ids.client(), ids.target(), targetUrl() + path);
            tx.callerCredential(
                    ids.client(),
                    ids.caller(),
                    "apiKey",
                    "{}",
                    "[{\"keyId\":\"" + hash.keyId() + "\",\"hash\":\"" + hash.hash() + "\",\"validUntil\":null}]");
            tx.targetCredential(ids.client(), ids.injection(), kind, config, "sealed");
            tx.proxy(ids);
        });
        Awaitility.await().until(() -> bean(PlanTable.class).find(ids.proxy()) != null);
        return ids;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
    }

    public URI managementUri(String path) {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.management.port") + path);
    }

    @Override
    public void close() {
        context.close();
        target.disposeNow();
    }
}
