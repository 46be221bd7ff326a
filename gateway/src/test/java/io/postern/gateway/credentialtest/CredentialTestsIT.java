package io.postern.gateway.credentialtest;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CredentialTestsIT {

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
    void testWhenTheSecretIsInTheStoreThenResolvableAndNotShown() throws Exception {
        JsonNode result = test(ids().client(), ids().injection());

        assertOutcome(result, true, "apiKey", "\"store\"", "none", "ok");
        assertThat(result.path("expiresInSeconds").isNull()).isTrue();
        assertThat(result.path("latencyMillis").isIntegralNumber()).isTrue();
        assertThat(result.toString()).doesNotContain(RunningGateway.SECRET);
        assertThat(gateway.seen()).as("nothing is sent to a target").isEmpty();
    }

    @Test
    void testWhenTheSecretIsGoneThenTheSecretSideFailed() throws Exception {
        gateway.rows().write(tx -> tx.targetCredential(ids().client(), "cred_gone", "bearer", "{}", "sealed"));

        assertOutcome(test(ids().client(), "cred_gone"), false, "bearer", "\"store\"", "secret", "secret_unavailable");
    }

    @Test
    void testWhenTheKindHasNoSecretThenThereIsNothingToResolve() throws Exception {
        gateway.rows().write(tx -> tx.targetCredential(ids().client(), "cred_none", "none", "{}"));

        assertOutcome(test(ids().client(), "cred_none"), true, "none", "null", "none", "ok");
    }

    @Test
    void testWhenTheSecretIsElsewhereAndTheStoreIsNoVaultThenTheSecretSideFailed() throws Exception {
        gateway.rows().write(tx -> tx.targetCredential(ids().client(), "cred_ref", "bearer", "{}"));
        gateway.rows()
                .write(tx -> tx.sql(
                        "update credential set secret_reference ="
                                + " '{\"path\":\"kv/data/a\",\"fields\":{\"token\":\"t\"}}' where credential_id = ?",
                        "cred_ref"));

        assertOutcome(
                test(ids().client(), "cred_ref"), false, "bearer", "\"reference\"", "secret", "secret_unavailable");
    }

    @Test
    void testWhenCallersAreComparedThenTheKeyOfTheirHashMustBeHere() throws Exception {
        assertOutcome(test(ids().client(), ids().caller()), true, "apiKey", "\"hash\"", "none", "ok");

        gateway.rows()
                .write(tx -> tx.callerCredential(
                        ids().client(),
                        "cred_lost_key",
                        "bearer",
                        "{}",
                        "[{\"keyId\":\"lost\",\"hash\":\"aGFzaA==\",\"validUntil\":null}]"));

        assertOutcome(
                test(ids().client(), "cred_lost_key"), false, "bearer", "\"hash\"", "keys", "caller_keys_unavailable");
    }

    @Test
    void testWhenTheSignersKeysCanNotBeFetchedThenTheKeysFailed() throws Exception {
        gateway.rows()
                .write(tx -> tx.callerCredential(
                        ids().client(), "cred_jwks", "jwtVerify", "{\"jwksUri\":\"http://127.0.0.1:1/keys\"}", "[]"));

        assertOutcome(
                test(ids().client(), "cred_jwks"), false, "jwtVerify", "\"keys\"", "keys", "caller_keys_unavailable");
    }

    @Test
    void testWhenTheCredentialIsAnotherClientsThenNotFound() throws Exception {
        TestRows.Ids other = gateway.rows().proxy();

        JsonNode result = test(ids().client(), other.injection());

        assertThat(result.path("code").stringValue()).isEqualTo("not_found");
        assertThat(result.path("resolvable").booleanValue()).isFalse();
    }

    @Test
    void testWhenTheTicketIsForAnotherPurposeUsedOrExpiredThenRefused() throws Exception {
        String once = ticket(ids().client(), ids().injection(), Instant.now().plusSeconds(30));
        assertThat(post(once).path("code").stringValue()).isEqualTo("ok");
        assertThat(post(once).path("code").stringValue()).isEqualTo("invalid_ticket");

        String expired = ticket(ids().client(), ids().injection(), Instant.now().minusSeconds(1));
        assertThat(post(expired).path("code").stringValue()).isEqualTo("invalid_ticket");

        String forATarget = new Ticket(
                        TicketPurpose.TARGET_TEST,
                        Map.of(
                                Ticket.CLIENT, ids().client(),
                                Ticket.TARGET, ids().target(),
                                Ticket.CREDENTIAL, ids().injection()),
                        UUID.randomUUID().toString(),
                        Instant.now().plusSeconds(30))
                .issue(gateway.bean(CallerHasher.class));
        assertThat(post(forATarget).path("code").stringValue()).isEqualTo("invalid_ticket");
    }

    private static void assertOutcome(
            JsonNode result, boolean resolvable, String kind, String source, String failedSide, String code) {
        assertThat(result.path("resolvable").booleanValue())
                .as(result.toString())
                .isEqualTo(resolvable);
        assertThat(result.path("kind").stringValue()).isEqualTo(kind);
        assertThat(result.path("source").toString()).isEqualTo(source);
        assertThat(result.path("failedSide").stringValue()).isEqualTo(failedSide);
        assertThat(result.path("code").stringValue()).isEqualTo(code);
        assertThat(result.path("message").stringValue()).isNotBlank();
    }

    private static TestRows.Ids ids() {
        return gateway.proxy();
    }

    private static String ticket(String client, String credential, Instant expiresAt) {
        return new Ticket(
                        TicketPurpose.CREDENTIAL_TEST,
                        Map.of(Ticket.CLIENT, client, Ticket.CREDENTIAL, credential),
                        UUID.randomUUID().toString(),
                        expiresAt)
                .issue(gateway.bean(CallerHasher.class));
    }

    private JsonNode test(String client, String credential) throws Exception {
        return post(ticket(client, credential, Instant.now().plusSeconds(30)));
    }

    private JsonNode post(String ticket) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(gateway.managementUri("/actuator/credentialtests"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"ticket\":\"" + ticket + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }
}
