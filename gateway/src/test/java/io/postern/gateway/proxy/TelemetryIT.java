package io.postern.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.RunningGateway;
import io.postern.gateway.expiry.ExpiryMeters;
import io.postern.gateway.expiry.LookedNow;
import io.postern.gateway.plan.TestRows;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of calls, and the id that stands in answer, line and count alike. */
class TelemetryIT {

    private static ToldOfCalls told;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        told = new ToldOfCalls(folder);
        gateway = told.gateway;
    }

    @AfterAll
    static void stop() {
        told.close();
    }

    @Test
    void requestWhenItCanNotBeReadThenItHasAnIdALineAndACount() throws Exception {
        double before = told.metric("postern_calls_seconds_count{by=\"caller\",outcome=\"bad_request\"}");
        String answer = ToldOfCalls.raw(
                gateway.uri("/").getPort(), "GET /api/p HTTP/1.1\r\nHost: a\r\nX : secret-header\r\n\r\n");
        String requestId = ToldOfCalls.requestId(answer);

        assertThat(answer).contains("\"requestId\":\"" + requestId + "\"");
        assertThat(told.line(requestId)).containsEntry("code", "bad_request");
        assertThat(told.metric("postern_calls_seconds_count{by=\"caller\",outcome=\"bad_request\"}"))
                .isEqualTo(before + 1);
    }

    @Test
    void metricsWhenMoreClientsCallThanHaveATagThenTheRestIsOther() throws Exception {
        told.call(gateway.proxy().proxy(), "/v1/first");
        told.call(gateway.oauth2Proxy().proxy(), "/v1/second");
        String page = told.scrape();

        assertThat(page)
                .contains("postern_client_calls_total{by=\"answered\",client=\""
                        + gateway.proxy().client() + "\"}");
        assertThat(page)
                .contains("postern_target_upstream_time_seconds_count{target=\""
                        + gateway.proxy().target() + "\"}");
        assertThat(told.metric("postern_client_calls_total{by=\"answered\",client=\"other\"}"))
                .isPositive();
        assertThat(told.metric("postern_target_calls_total{by=\"answered\",target=\"other\"}"))
                .isPositive();
        assertThat(page.lines().filter(line -> line.startsWith("postern_client_calls_total{by=\"answered\"")))
                .hasSize(2);
    }

    @Test
    void metricsWhenAStoredTokenSaysWhenItEndsThenThatIsTold() throws Exception {
        long end = Instant.now().plus(Duration.ofDays(10)).getEpochSecond();
        TestRows.Ids ids = gateway.proxy(
                "/base", "jwt", "{}", SecretBundle.of("token", SecretValue.of(jwt("{\"exp\":" + end + "}"))));
        assertThat(told.call(ids.proxy(), "/v1/with-a-stored-jwt").statusCode()).isEqualTo(200);
        LookedNow.at(gateway.bean(ExpiryMeters.class));

        assertThat(told.metric("postern_credential_expiry_timestamp_seconds{credential=\"" + ids.injection()
                        + "\",what=\"secret\"}"))
                .isEqualTo((double) end);
    }

    @Test
    void metricsWhenConnectionsAreUsedThenPoolsAndBreakersAreTold() throws Exception {
        told.call(gateway.proxy().proxy(), "/v1/pooled");

        assertThat(told.metric("postern_upstream_connections{pool=\"calls\",state=\"idle\"}"))
                .isPositive();
        assertThat(told.metric("postern_upstream_waiting{pool=\"calls\"}")).isZero();
        assertThat(told.metric("postern_breakers{state=\"open\"}")).isZero();
        assertThat(told.metric("postern_addresses_refused_total")).isZero();
        assertThat(told.metric("postern_gateway_plans_behind")).isZero();
        assertThat(told.metric("postern_call_gateway_time_seconds_bucket{le=\"10.0\"}"))
                .isPositive();
        assertThat(told.metric("postern_calls_in_flight")).isZero();
    }

    private static String jwt(String claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return String.join(
                ".",
                base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)),
                base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)),
                "c2ln");
    }
}
