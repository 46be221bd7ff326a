package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A Vault that nobody listens for, and no gateway: what needs neither goes on, the rest says what is missing. */
@SpringBootTest(classes = AdminApiApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@DirtiesContext
class SecretStoreAwayIT {

    private static final TestDatabase DATABASE = PostgresFixture.shared().newEmptyDatabase();

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void vault(DynamicPropertyRegistry registry) {
        RunningAdminApi.properties(registry, DATABASE);
        registry.add("postern.secrets.store", () -> "vault");
        // Port 1 is a privileged one that nothing listens on.
        registry.add("postern.vault.uri", () -> "http://127.0.0.1:1");
        registry.add("postern.vault.token", () -> "unused");
    }

    @Test
    void createWhenTheSecretNeedsTheStoreThen503AndNoRow() {
        String clientId = api().newClient();
        Api.Answer answer = api().post(
                        "/api/clients/" + clientId + "/credentials",
                        Api.json("{'credentialType':'target','credentialAuthType':'bearer','credentialName':'C',"
                                + "'credentialRegion':'r','credentialSecret':{'token':'s3cr3t-canary'}}"));

        assertThat(answer.expect(503).error()).isEqualTo("secret_store_unavailable");
        assertThat(answer.response().body()).doesNotContain("s3cr3t-canary");
        assertThat(api().get("/api/clients/" + clientId + "/credentials").body().at("/credentials"))
                .isEmpty();
        api().newProxyCredential(clientId, "needs no store");
        api().newTarget(clientId);
    }

    @Test
    void testWhenNoGatewayIsConfiguredThen503() {
        String clientId = api().newClient();
        String target = api().newTarget(clientId);
        String credential = api().create(
                        "/api/clients/" + clientId + "/credentials",
                        "{'credentialType':'target','credentialAuthType':'none','credentialName':'C',"
                                + "'credentialRegion':'us-east-1'}",
                        "/credentials/0/credentialId");
        assertThat(api().post(
                                "/api/clients/" + clientId + "/targets/" + target + "/test",
                                Api.json("{'credentialId':'" + credential + "'}"))
                        .expect(503)
                        .error())
                .isEqualTo("gateway_unavailable");
    }

    private Api api() {
        return new Api("http://localhost:" + port, RunningAdminApi.ADMIN_TOKEN);
    }
}
