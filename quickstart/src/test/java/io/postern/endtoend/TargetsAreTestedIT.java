package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test of a target goes from the admin API over a gateway's management port to the target. */
@NeedsVault
@ExtendWith(SharedServers.class)
class TargetsAreTestedIT {

    private PosternServers servers;
    private Tenant tenant;

    @BeforeEach
    void tenant(PosternServers shared) {
        servers = shared;
        tenant = Tenant.create(shared);
    }

    @Test
    void testWhenTheTargetAnswersThenOkAndTheSecretWasShown() {
        String credential = tenant.injectedToken("token-1");

        Admin.Answer answer = test(tenant.target(), credential);

        assertOutcome(answer, true, "200", "none", "ok");
        assertThat(servers.target().only(tenant.base()))
                .startsWith("GET " + tenant.base() + "/health HTTP/1.1\r\n")
                .contains("Authorization: Bearer token-1\r\n");
        assertThat(answer.text()).doesNotContain("token-1");
        assertThat(answer.json().at("/tests/0/latencyMillis").isIntegralNumber())
                .isTrue();
    }

    @Test
    void testWhenTheTargetDoesNotTakeTheSecretThenTheCredentialFailed() {
        servers.target().on(tenant.base(), RecordingTarget.answering("401 Unauthorized", "no: token-1"));

        assertOutcome(
                test(tenant.target(), tenant.injectedToken("token-1")), true, "401", "credential", "target_status");
    }

    @Test
    void testWhenTheTargetFailsThenTheTargetFailed() {
        servers.target().on(tenant.base(), RecordingTarget.answering("500 Oh", ""));

        assertOutcome(test(tenant.target(), tenant.injectedToken("token-1")), true, "500", "target", "target_status");
    }

    @Test
    void testWhenNobodyListensThenTheTargetFailed() {
        assertOutcome(
                test(tenant.target(servers.closedUrl()), tenant.injectedToken("token-1")),
                false,
                "null",
                "target",
                "upstream_unreachable");
    }

    @Test
    void testWhenTheAddressIsRefusedThenTheGatewayFailedAndNobodyWasCalled() {
        // Only a name whose address changed since the admin API looked it up gets this far.
        String target = tenant.target();
        servers.database()
                .execute("update target set target_base_url = 'http://127.0.0.1:" + servers.adminPort()
                        + "' where target_id = '" + target + "'");

        assertOutcome(test(target, tenant.injectedToken("token-1")), false, "null", "gateway", "address_refused");
    }

    @Test
    void testWhenTheSecretIsGoneThenTheSecretFailed() {
        String credential = tenant.injectedToken("token-1");
        servers.inVault().destroy(tenant.path(), credential);

        assertOutcome(test(tenant.target(), credential), false, "null", "secret", "secret_unavailable");
        assertThat(servers.target().received(tenant.base())).isEmpty();
    }

    @Test
    void testWhenTheCredentialIsAnotherClientsThenItIsUnknown() {
        String others = Tenant.create(servers).injectedToken("token-1");

        Admin.Answer answer = tenant.admin()
                .post(tenant.path() + "/targets/" + tenant.target() + "/test", "{'credentialId':'" + others + "'}");

        assertThat(answer.expect(422).errorCode()).isEqualTo("validation_failed");
    }

    private Admin.Answer test(String target, String credential) {
        return tenant.admin()
                .post(tenant.path() + "/targets/" + target + "/test", "{'credentialId':'" + credential + "'}")
                .expect(200);
    }

    private static void assertOutcome(
            Admin.Answer answer, boolean reached, String status, String failedSide, String code) {
        assertThat(answer.at("/tests/0/failedSide")).as(answer.text()).isEqualTo(failedSide);
        assertThat(answer.at("/tests/0/code")).as(answer.text()).isEqualTo(code);
        assertThat(answer.json().at("/tests/0/reached").asBoolean()).isEqualTo(reached);
        assertThat(answer.json().at("/tests/0/status").toString()).isEqualTo(status);
        assertThat(answer.text()).doesNotContain("token-1");
    }
}
