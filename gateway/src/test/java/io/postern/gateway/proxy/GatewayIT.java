package io.postern.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.hash.CallerHasher;
import io.postern.core.plan.CallerHash;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretStore;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.GatewayApplication;
import io.postern.gateway.plan.PlanTable;
import io.postern.gateway.plan.TestRows;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The application as it is deployed, on real PostgreSQL: what is wired together works together. */
class GatewayIT {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    private static TestDatabase database;
    private static DisposableServer target;
    private static ReactiveWebServerApplicationContext gateway;
    private static TestRows.Ids proxy;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        database = PostgresFixture.shared().newDatabase();
        target = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> {
                    SEEN.add(request.method() + " " + request.uri() + " "
                            + request.requestHeaders().get("X-API-Key") + " "
                            + request.requestHeaders().get("Authorization"));
                    return response.sendString(reactor.core.publisher.Mono.just("hello"));
                })
                .bindNow();
        gateway = (ReactiveWebServerApplicationContext) new SpringApplicationBuilder(GatewayApplication.class)
                .properties("spring.config.name=" + GatewayApplication.CONFIG_NAME)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.r2dbc.url=" + database.r2dbcUrl(),
                        "--spring.r2dbc.username=" + TestDatabase.ADMIN_USER,
                        "--spring.r2dbc.password=" + TestDatabase.PASSWORD,
                        "--postern.secrets.store=sealed",
                        "--postern.sealed.keys=k1:" + KEY,
                        "--postern.caller-hash.keys[0].id=k1",
                        "--postern.caller-hash.keys[0].key=" + KEY,
                        "--postern.gateway.upstream.allowed-addresses=127.0.0.1/32:" + target.port());
        TestRows rows = new TestRows(database);
        proxy = rows.nextIds();
        SecretStore secrets = gateway.getBean(SecretStore.class);
        String path = proxy.client() + "/" + proxy.injection();
        secrets.put(path, SecretBundle.of("key", SecretValue.of("the-real-secret")), OptionalLong.empty())
                .block();
        CallerHash hash = gateway.getBean(CallerHasher.class).hash(SecretValue.of("app-key"));
        rows.write(tx -> {
            tx.client(proxy.client());
            tx.target(proxy.client(), proxy.target(), "http://127.0.0.1:" + target.port() + "/base");
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
        Awaitility.await().until(() -> gateway.getBean(PlanTable.class).find(proxy.proxy()) != null);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        target.disposeNow();
    }

    @Test
    void callWhenAllowedThenTargetSeesTheSecretAndNotTheCallersKey() throws Exception {
        HttpResponse<String> answer =
                call("/api/" + proxy.proxy() + "/v1/things?b=1&a=%41", "Authorization", "app-key");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(SEEN).contains("GET /base/v1/things?b=1&a=A the-real-secret null");
        assertThat(answer.headers().firstValue("postern-proxy-code")).hasValue("proxy-access-granted");
        assertThat(answer.headers().firstValue("postern-request-id")).isPresent();
    }

    @Test
    void callWhenKeyIsWrongThenRefusedInTheDocumentedShape() throws Exception {
        HttpResponse<String> answer = call("/api/" + proxy.proxy() + "/v1/denied", "Authorization", "wrong");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body())
                .contains("\"code\":\"invalid_proxy_credential\"")
                .doesNotContain("wrong");
        assertThat(answer.headers().firstValue("postern-error-source")).hasValue("gateway");
        assertThat(answer.headers().firstValue("postern-proxy-code")).hasValue("proxy-access-denied");
        assertThat(answer.headers().firstValue("www-authenticate")).isPresent();
        assertThat(SEEN).noneMatch(seen -> seen.contains("denied"));
    }

    @Test
    void callWhenProxyIsUnknownThenNotFound() throws Exception {
        for (String path : List.of("/api/prx_unknown/x", "/", "/api", "/api/", "/actuator/health", "/favicon.ico")) {
            HttpResponse<String> answer = call(path, "Authorization", "app-key");

            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).as(path).contains("\"code\":\"proxy_not_found\"");
        }
    }

    @Test
    void preflightWhenNotAuthenticatedThenRefusedByUsAndNotBySpring() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri("/api/" + proxy.proxy() + "/v1/x"))
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Origin", "https://app.example")
                        .header("Access-Control-Request-Method", "POST")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("invalid_proxy_credential");
    }

    @Test
    void filtersWhenStartedThenOursIsTheOnlyOne() {
        assertThat(gateway.getBean(FilteringWebHandler.class))
                .extracting("globalFilters")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/actuator/health/liveness, 200, probes ask for it",
        "/actuator/health/readiness, 200, probes ask for it",
        "/actuator/prometheus, 200, Prometheus asks for it",
        "/actuator/gateway/routes, 404, routes are no configuration of ours",
        "/actuator/env, 404, settings hold secrets",
        "/actuator/heapdump, 404, memory holds secrets",
        "/actuator/loggers, 404, a level could be lowered until requests are written",
        "/api/prx_any/x, 404, calls come to the other port"
    })
    void managementPortWhenAskedThenOnlyHealthAndMetricsAnswer(String path, int status, String why) throws Exception {
        String port = gateway.getEnvironment().getProperty("local.management.port");
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(why).isEqualTo(status);
    }

    private HttpResponse<String> call(String path, String header, String value) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri(path)).header(header, value).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port") + path);
    }
}
