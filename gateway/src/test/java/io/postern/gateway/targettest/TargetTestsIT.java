package io.postern.gateway.targettest;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.hash.CallerHasher;
import io.postern.core.ticket.Ticket;
import io.postern.core.ticket.TicketPurpose;
import io.postern.gateway.RunningGateway;
import io.postern.gateway.plan.TestRows;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TargetTestsIT {

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
    void testWhenTargetAnswersThenItSawTheSecretAndTheStatusIsTold() throws Exception {
        JsonNode result =
                test(ticket(ids().target(), ids().injection(), Instant.now().plusSeconds(30)));

        assertThat(result.path("reached").booleanValue()).isTrue();
        assertThat(result.path("status").intValue()).isEqualTo(200);
        assertThat(result.path("failedSide").stringValue()).isEqualTo("none");
        assertThat(result.path("code").stringValue()).isEqualTo("ok");
        assertThat(gateway.seen()).contains("GET /base/ " + RunningGateway.SECRET + " null");
        assertThat(result.toString()).doesNotContain(RunningGateway.SECRET);
    }

    @ParameterizedTest
    @CsvSource({"401, credential", "403, credential", "404, target", "500, target"})
    void testWhenTargetAnswersAnErrorThenTheSideIsTold(int status, String side) throws Exception {
        String target = "tgt_status" + status;
        gateway.rows().write(tx -> tx.target(ids().client(), target, gateway.targetUrl() + "/status/" + status));
        gateway.rows().write(tx -> tx.sql("update target set target_test_path = '' where target_id = ?", target));

        JsonNode result = test(ticket(target, ids().injection(), Instant.now().plusSeconds(30)));

        assertThat(result.path("status").intValue()).isEqualTo(status);
        assertThat(result.path("failedSide").stringValue()).isEqualTo(side);
    }

    @Test
    void testWhenTicketWasUsedThenRefused() throws Exception {
        String ticket = ticket(ids().target(), ids().injection(), Instant.now().plusSeconds(30));
        assertThat(test(ticket).path("code").stringValue()).isEqualTo("ok");

        assertThat(test(ticket).path("code").stringValue()).isEqualTo("invalid_ticket");
    }

    @Test
    void testWhenTicketHasExpiredOrIsNoneThenRefused() throws Exception {
        String expired = ticket(ids().target(), ids().injection(), Instant.now().minusSeconds(1));

        assertThat(test(expired).path("code").stringValue()).isEqualTo("invalid_ticket");
        assertThat(test("eyJhbGciOiJub25lIn0.e30.").path("code").stringValue()).isEqualTo("invalid_ticket");
    }

    @Test
    void testWhenCredentialIsNoneOfTheClientThenNotFound() throws Exception {
        TestRows.Ids other = gateway.rows().proxy();

        JsonNode result =
                test(ticket(ids().target(), other.injection(), Instant.now().plusSeconds(30)));

        assertThat(result.path("code").stringValue()).isEqualTo("not_found");
        assertThat(result.path("failedSide").stringValue()).isEqualTo("gateway");
    }

    @Test
    void testWhenAddressIsRefusedThenTheGatewaySaysSo() throws Exception {
        gateway.rows().write(tx -> tx.target(ids().client(), "tgt_private", "http://127.0.0.1:1/"));

        JsonNode result =
                test(ticket("tgt_private", ids().injection(), Instant.now().plusSeconds(30)));

        assertThat(result.path("reached").booleanValue()).isFalse();
        assertThat(result.path("code").stringValue()).isEqualTo("address_refused");
        assertThat(result.path("failedSide").stringValue()).isEqualTo("gateway");
    }

    @Test
    void testWhenSecretIsGoneThenTheSecretSideFailed() throws Exception {
        gateway.rows().write(tx -> tx.targetCredential(ids().client(), "cred_gone", "bearer", "{}", "sealed"));

        JsonNode result = test(ticket(ids().target(), "cred_gone", Instant.now().plusSeconds(30)));

        assertThat(result.path("code").stringValue()).isEqualTo("secret_unavailable");
        assertThat(result.path("failedSide").stringValue()).isEqualTo("secret");
    }

    private static TestRows.Ids ids() {
        return gateway.proxy();
    }

    private static String ticket(String target, String credential, Instant expiresAt) {
        return new Ticket(
                        TicketPurpose.TARGET_TEST,
                        Map.of(Ticket.CLIENT, ids().client(), Ticket.TARGET, target, Ticket.CREDENTIAL, credential),
                        UUID.randomUUID().toString(),
                        expiresAt)
                .issue(gateway.bean(CallerHasher.class));
    }

    private JsonNode test(String ticket) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(gateway.managementUri("/actuator/targettests"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"ticket\":\"" + ticket + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }
}
