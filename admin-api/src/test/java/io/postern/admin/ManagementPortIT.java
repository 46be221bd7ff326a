package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalManagementPort;

/** What probes and Prometheus ask without a token, and that there is nothing else to ask for. */
class ManagementPortIT extends RunningAdminApi {

    @LocalManagementPort
    int managementPort;

    @ParameterizedTest
    @CsvSource({
        "/actuator/health/liveness, 200, Kubernetes has no token",
        "/actuator/health/readiness, 200, Kubernetes has no token",
        "/actuator/prometheus, 200, Prometheus has no token",
        "/actuator/env, 401, settings hold secrets",
        "/actuator/heapdump, 401, memory holds secrets",
        "/api/clients, 401, the API is no business of this port"
    })
    void getWhenWithoutATokenThenOnlyHealthAndMetricsAnswer(String path, int status, String why) throws Exception {
        assertThat(status(managementPort, path)).as(why).isEqualTo(status);
    }

    @Test
    void metricsWhenPathsHaveIdsOrAreNoneThenTagsHaveNames() throws Exception {
        api().get("/api/clients/cli_in-a-path/targets");
        api().get("/in-no/path-of-ours");

        String page = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://localhost:" + managementPort + "/actuator/prometheus"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(page).contains("uri=\"/api/clients/{clientId}/targets\"");
        assertThat(page).doesNotContain("in-a-path", "in-no");
        assertThat(page).contains("postern_changes_revision", "postern_sweeper_runs_total{how=\"failed\"}");
    }

    @Test
    void getWhenOnTheApisPortThenThereIsNoActuator() throws Exception {
        assertThat(status(port, "/actuator/health")).isEqualTo(401);
        assertThat(api().get("/actuator/health")
                        .expect(404)
                        .body()
                        .at("/error/code")
                        .stringValue())
                .isEqualTo("not_found");
    }

    private static int status(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
