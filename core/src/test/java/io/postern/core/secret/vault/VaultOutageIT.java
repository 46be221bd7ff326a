package io.postern.core.secret.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.testing.NeedsVault;
import io.postern.testing.TestAppRole;
import io.postern.testing.VaultFixture;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;

/** Vault away, and back. Here the policies are used as they are, at the mount they name. */
@NeedsVault
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultOutageIT {

    private static final SecretBundle VALUES = SecretBundle.of("key", SecretValue.of("value"));

    private VaultFixture vault;
    private TestAppRole adminRole;
    private TestAppRole gatewayRole;
    private VaultSecretStore admin;
    private VaultSecretStore gateway;
    private SecretRef ref;

    @BeforeAll
    void start() {
        vault = VaultFixture.ownServer();
        adminRole = role("charts/postern/policies/admin-api.hcl");
        gatewayRole = role("charts/postern/policies/gateway.hcl");
        admin = store(adminRole);
        gateway = store(gatewayRole);
        ref = await(admin.put("client/cred_1", VALUES, OptionalLong.empty()));
    }

    private TestAppRole role(String policy) {
        return vault.newAppRole(vault.policy(policy), Duration.ofMinutes(10), Duration.ofMinutes(10));
    }

    private VaultSecretStore store(TestAppRole role) {
        return VaultSecretStore.create(TestVaultProperties.appRole(vault.address(), "secret", role));
    }

    @AfterAll
    void stop() {
        admin.close();
        gateway.close();
        vault.close();
    }

    private static <T> T await(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(Duration.ofSeconds(30)));
    }

    private static Reason reason(Mono<?> mono) {
        return await(mono.map(read -> Reason.CONFLICT)
                .onErrorResume(SecretStoreException.class, error -> Mono.just(error.reason())));
    }

    @Test
    void callsWhenSealedThenAreUnavailableAndWorkAgainAfterwards() {
        await(gateway.read(ref));

        vault.seal();
        assertThat(reason(gateway.read(ref))).isEqualTo(Reason.UNAVAILABLE);
        assertThat(reason(admin.put("client/cred_2", VALUES, OptionalLong.empty())))
                .isEqualTo(Reason.UNAVAILABLE);
        assertThat(reason(admin.stored().collectList())).isEqualTo(Reason.UNAVAILABLE);
        vault.unseal();

        assertThat(await(gateway.read(ref))).isEqualTo(VALUES);
    }

    @Test
    void loginWhenSealedThenIsUnavailableAndWorksAgainAfterwards() {
        vault.seal();
        try (VaultSecretStore fresh = store(gatewayRole)) {
            assertThat(reason(fresh.read(ref))).isEqualTo(Reason.UNAVAILABLE);
            vault.unseal();

            assertThat(await(fresh.read(ref))).isEqualTo(VALUES);
        }
    }

    @Test
    void callsWhenKilledThenAreUnavailableAndWorkAgainAfterTheRestart() {
        SecretRef written = await(admin.put("client/cred_3", VALUES, OptionalLong.empty()));

        vault.kill();
        assertThat(reason(gateway.read(written))).isEqualTo(Reason.UNAVAILABLE);
        try (VaultSecretStore fresh = store(adminRole)) {
            assertThat(reason(fresh.put("client/cred_3", VALUES, OptionalLong.empty())))
                    .isEqualTo(Reason.UNAVAILABLE);
        }
        vault.start();

        assertThat(await(gateway.read(written))).isEqualTo(VALUES);
        assertThat(await(admin.put("client/cred_3", VALUES, OptionalLong.of(1))).version())
                .isEqualTo(2);
    }
}
