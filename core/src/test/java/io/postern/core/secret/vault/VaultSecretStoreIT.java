package io.postern.core.secret.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreContract;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretWriter;
import io.postern.testing.NeedsVault;
import io.postern.testing.VaultFixture;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Under the very policies that an installation gets. */
@NeedsVault
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultSecretStoreIT extends SecretStoreContract {

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
        String token = vault.newToken(vault.policy(policy, mount));
        return VaultSecretStore.create(TestVaultProperties.token(vault.address(), mount, token));
    }

    @AfterAll
    void closeStores() {
        admin.close();
        gateway.close();
    }

    @Override
    protected SecretWriter writer() {
        return admin;
    }

    @Override
    protected SecretReader reader() {
        return gateway;
    }

    @Test
    void putWhenLookedAtInVaultThenLiesUnderThePrefix() {
        String path = newPath();
        put(path, "v");

        assertThat(vault.root()
                        .call("GET", mount + "/data/postern/" + path, null)
                        .at("/data/data/key")
                        .asString())
                .isEqualTo("v");
    }

    @Test
    void readWhenAsTheAdminApiThenIsDenied() {
        SecretRef ref = put(newPath(), CANARY);

        SecretStoreException error = failure(admin.read(ref));

        assertThat(error.reason()).isEqualTo(Reason.DENIED);
        assertHoldsNoCanary(error);
    }

    @Test
    void putWhenAsAGatewayThenIsDenied() {
        assertThat(failure(gateway.put(newPath(), bundle(CANARY), OptionalLong.empty()))
                        .reason())
                .isEqualTo(Reason.DENIED);
    }

    @Test
    void destroyAndListWhenAsAGatewayThenAreDenied() {
        SecretRef ref = put(newPath(), "v");

        assertThat(failure(gateway.destroy(ref)).reason()).isEqualTo(Reason.DENIED);
        assertThat(failure(gateway.destroyAll(ref.path())).reason()).isEqualTo(Reason.DENIED);
        assertThat(failure(gateway.stored().collectList()).reason()).isEqualTo(Reason.DENIED);
        assertThat(await(gateway.read(ref))).isEqualTo(bundle("v"));
    }

    @Test
    void policiesWhenTheSecretIsNotPosternsThenDenyIt() {
        vault.root().call("POST", mount + "/data/somebody/else", Map.of("data", Map.of("key", CANARY)));
        String token = vault.newToken(vault.policy("charts/postern/policies/gateway.hcl", mount));

        assertThat(vault.as(token).status("GET", mount + "/data/somebody/else", null))
                .isEqualTo(403);
    }

    @Test
    void destroyWhenLookedAtInVaultThenTheValuesAreDestroyedAndNotOnlyDeleted() {
        SecretRef ref = put(newPath(), "v");

        awaitEnd(admin.destroy(ref));

        assertThat(vault.root()
                        .call("GET", mount + "/metadata/postern/" + ref.path(), null)
                        .at("/data/versions/1/destroyed")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void destroyAllWhenLookedAtInVaultThenTheEntryIsGone() {
        SecretRef ref = put(newPath(), "v");

        awaitEnd(admin.destroyAll(ref.path()));

        assertThat(vault.root().status("GET", mount + "/metadata/postern/" + ref.path(), null))
                .isEqualTo(404);
    }

    @Test
    void readWhenAnOperatorDeletedTheVersionThenIsNotFound() {
        SecretRef ref = put(newPath(), "v");
        vault.root().call("DELETE", mount + "/data/postern/" + ref.path(), null);

        assertThat(failure(gateway.read(ref)).reason()).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void readWhenAnOperatorWroteSomethingThatIsNoTextThenIsCorruptAndRepeatsNothing() {
        String path = newPath();
        vault.root()
                .call("POST", mount + "/data/postern/" + path, Map.of("data", Map.of("key", Map.of("nested", CANARY))));

        SecretStoreException error = failure(gateway.read(new SecretRef(VaultSecretStore.NAME, path, 1)));

        assertThat(error.reason()).isEqualTo(Reason.CORRUPT);
        assertHoldsNoCanary(error);
    }

    @Test
    void storedWhenSomebodyElseKeepsOddNamesThereThenLeavesThemOut() {
        vault.root().call("POST", mount + "/data/postern/client/odd%20name", Map.of("data", Map.of("key", "v")));
        SecretRef ref = put(newPath(), "v");

        assertThat(stored()).contains(ref).noneMatch(stored -> stored.path().contains("odd"));
    }
}
