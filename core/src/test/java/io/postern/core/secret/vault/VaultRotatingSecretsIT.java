package io.postern.core.secret.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.RotatingSecrets;
import io.postern.core.secret.RotatingSecretsContract;
import io.postern.core.secret.SecretWriter;
import io.postern.testing.NeedsVault;
import io.postern.testing.VaultFixture;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Under the very policies that an installation gets. */
@NeedsVault
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultRotatingSecretsIT extends RotatingSecretsContract {

    private VaultFixture vault;
    private String mount;
    private VaultSecretStore admin;
    private VaultSecretStore gateway;

    @BeforeAll
    void openStores() {
        vault = VaultFixture.shared();
        mount = vault.newMount();
        admin = store("charts/postern/policies/admin-api.hcl");
        gateway = store("charts/postern/policies/gateway.hcl");
    }

    private VaultSecretStore store(String policy) {
        return VaultSecretStore.create(TestVaultProperties.token(vault.address(), mount, token(policy)));
    }

    private String token(String policy) {
        return vault.newToken(vault.policy(policy, mount));
    }

    @AfterAll
    void closeStores() {
        admin.close();
        gateway.close();
    }

    @Override
    protected RotatingSecrets rotating() {
        return gateway.rotating();
    }

    @Override
    protected SecretWriter admin() {
        return admin;
    }

    @Test
    void policiesThenTheAdminApiCanNeitherReadNorWriteWhatRotates() {
        String path = newPath();
        await(rotating().write(path, bundle(CANARY), 0));
        String token = token("charts/postern/policies/admin-api.hcl");
        String place = mount + "/data/postern-rotating/" + path;
        assertThat(vault.as(token).status("GET", place, null)).isEqualTo(403);
        assertThat(vault.as(token).status("POST", place, Map.of("data", Map.of("refreshToken", "mine"))))
                .isEqualTo(403);
    }

    @Test
    void policiesThenAGatewayCanNeitherListNorDestroyWhatRotates() {
        String path = newPath();
        await(rotating().write(path, bundle(CANARY), 0));
        String token = token("charts/postern/policies/gateway.hcl");
        assertThat(vault.as(token).status("GET", mount + "/metadata/postern-rotating?list=true", null))
                .isEqualTo(403);
        assertThat(vault.as(token).status("DELETE", mount + "/metadata/postern-rotating/" + path, null))
                .isEqualTo(403);
        assertThat(vault.as(token).status("DELETE", mount + "/data/postern-rotating/" + path, null))
                .isEqualTo(403);
    }
}
