package io.postern.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gateway.RunningGateway;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;

/** The application as it is deployed, on real PostgreSQL: what is wired together works together. */
class GatewayIT {

    private static RunningGateway gateway;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void callWhenAllowedThenTargetSeesTheSecretAndNotTheCallersKey() throws Exception {
        HttpResponse<String> answer =
                call("/api/" + gateway.proxy().proxy() + "/v1/things?b=1&a=%41", "Authorization", "app-key");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(gateway.seen()).contains("GET /base/v1/things?b=1&a=A the-real-secret null");
        assertThat(answer.headers().firstValue("postern-proxy-code")).hasValue("proxy-access-granted");
        assertThat(answer.headers().firstValue("postern-request-id")).isPresent();
    }

    @Test
    void callWhenKeyIsWrongThenRefusedInTheDocumentedShape() throws Exception {
        HttpResponse<String> answer = call("/api/" + gateway.proxy().proxy() + "/v1/denied", "Authorization", "wrong");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body())
                .contains("\"code\":\"invalid_proxy_credential\"")
                .doesNotContain("wrong");
        assertThat(answer.headers().firstValue("postern-error-source")).hasValue("gateway");
        assertThat(answer.headers().firstValue("postern-proxy-code")).hasValue("proxy-access-denied");
        assertThat(answer.body()).endsWith("},\"message\":\"Invalid proxy credential\"}");
        assertThat(answer.headers().allValues("www-authenticate"))
                .containsExactly("Bearer realm=\"postern\"", "Basic realm=\"postern\", charset=\"UTF-8\"");
        assertThat(gateway.seen()).noneMatch(seen -> seen.contains("denied"));
    }

    @Test
    void callWhenClientShowsItsKeyOnlyToABasicChallengeThenServed() throws Exception {
        HttpClient likeGitOrMaven = HttpClient.newBuilder()
                .authenticator(new Authenticator() {
                    @Override
                    protected PasswordAuthentication getPasswordAuthentication() {
                        return new PasswordAuthentication("x", "app-key".toCharArray());
                    }
                })
                .build();

        HttpResponse<String> answer = likeGitOrMaven.send(
                HttpRequest.newBuilder(gateway.uri("/api/" + gateway.proxy().proxy() + "/v1/challenged"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(gateway.seen()).contains("GET /base/v1/challenged the-real-secret null");
    }

    @Test
    void callWhenBrowserShowsNoKeyThenNoDialogOpens() throws Exception {
        HttpResponse<String> answer = call("/api/" + gateway.proxy().proxy() + "/v1/x", "Sec-Fetch-Mode", "navigate");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("www-authenticate")).containsExactly("Bearer realm=\"postern\"");
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
                HttpRequest.newBuilder(gateway.uri("/api/" + gateway.proxy().proxy() + "/v1/x"))
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
        assertThat(gateway.bean(FilteringWebHandler.class))
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
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(gateway.managementUri(path)).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(why).isEqualTo(status);
    }

    private HttpResponse<String> call(String path, String header, String value) throws Exception {
        return http.send(
                HttpRequest.newBuilder(gateway.uri(path)).header(header, value).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
