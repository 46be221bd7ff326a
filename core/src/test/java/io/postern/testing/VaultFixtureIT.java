package io.postern.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@NeedsVault
class VaultFixtureIT {

    private static final Map<String, ?> VALUE = Map.of("data", Map.of("key", "value"));

    @Test
    void newMountWhenWrittenThenKeepsVersions() {
        VaultFixture vault = VaultFixture.shared();
        String mount = vault.newMount();

        vault.root().call("POST", mount + "/data/a", VALUE);

        assertThat(vault.root()
                        .call("POST", mount + "/data/a", VALUE)
                        .at("/data/version")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void newAppRoleWhenLoggedInThenGivesAToken() {
        VaultFixture vault = VaultFixture.shared();
        TestAppRole role = vault.newAppRole("default", Duration.ofMinutes(1), Duration.ofMinutes(2));

        assertThat(vault.as("")
                        .call(
                                "POST",
                                "auth/" + role.mount() + "/login",
                                Map.of("role_id", role.roleId(), "secret_id", role.secretId()))
                        .at("/auth/lease_duration")
                        .asInt())
                .isEqualTo(60);
    }

    @Test
    void ownServerWhenSealedAndKilledThenComesBackWithItsData() {
        try (VaultFixture vault = VaultFixture.ownServer()) {
            vault.root().call("POST", "secret/data/a", VALUE);

            vault.seal();
            assertThat(vault.root().status("GET", "secret/data/a", null)).isEqualTo(503);
            vault.unseal();
            vault.kill();
            vault.start();

            assertThat(vault.root()
                            .call("GET", "secret/data/a", null)
                            .at("/data/data/key")
                            .asString())
                    .isEqualTo("value");
        }
    }

    @Test
    void killWhenSharedThenIsRefused() {
        assertThatThrownBy(() -> VaultFixture.shared().kill()).hasMessageContaining("ownServer()");
    }
}
