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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** How the store gets its tokens, keeps them and gets new ones. */
@NeedsVault
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultLoginIT {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final SecretBundle VALUES = SecretBundle.of("key", SecretValue.of("value"));

    private VaultFixture vault;
    private String mount;
    private String policy;
    private SecretRef ref;
    private VaultSecretStore store;

    @BeforeAll
    void writeASecret() {
        vault = VaultFixture.shared();
        mount = vault.newMount();
        policy = vault.policy("charts/postern/policies/gateway.hcl", mount);
        store = VaultSecretStore.create(TestVaultProperties.token(vault.address(), mount, vault.rootToken()));
        ref = await(store.put("client/cred_1", VALUES, OptionalLong.empty()));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void use(VaultProperties properties) {
        store.close();
        store = VaultSecretStore.create(properties);
    }

    private static <T> T await(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(Duration.ofSeconds(30)));
    }

    private void assertReads() {
        assertThat(await(store.read(ref))).isEqualTo(VALUES);
    }

    private Reason refusal() {
        return await(store.read(ref)
                .map(read -> Reason.CONFLICT)
                .onErrorResume(SecretStoreException.class, error -> Mono.just(error.reason())));
    }

    /** The accessors of the tokens that this role's logins made, by asking Vault. */
    private List<JsonNode> tokensOf(TestAppRole role) {
        return vault.root()
                .call("LIST", "auth/token/accessors", null)
                .at("/data/keys")
                .valueStream()
                .filter(accessor -> vault.root()
                                .status("POST", "auth/token/lookup-accessor", Map.of("accessor", accessor.asString()))
                        == 200)
                .map(accessor -> vault.root()
                        .call("POST", "auth/token/lookup-accessor", Map.of("accessor", accessor.asString()))
                        .at("/data"))
                .filter(token -> token.path("path").asString().equals("auth/" + role.mount() + "/login"))
                .toList();
    }

    private void revokeTokensOf(TestAppRole role) {
        tokensOf(role)
                .forEach(token -> vault.root()
                        .call(
                                "POST",
                                "auth/token/revoke-accessor",
                                Map.of("accessor", token.path("accessor").asString())));
    }

    @Test
    void readWhenManyAreFirstThenLogsInOnce() {
        TestAppRole role = vault.newAppRole(policy, LONG, LONG);
        use(TestVaultProperties.appRole(vault.address(), mount, role));

        List<SecretBundle> read =
                await(Flux.range(0, 30).flatMap(turn -> store.read(ref), 30).collectList());

        assertThat(read).hasSize(30).containsOnly(VALUES);
        assertThat(tokensOf(role)).hasSize(1);
    }

    @Test
    void readWhenTheTokenWasRevokedThenLogsInAgain() {
        TestAppRole role = vault.newAppRole(policy, LONG, LONG);
        use(TestVaultProperties.appRole(vault.address(), mount, role));
        assertReads();

        revokeTokensOf(role);

        assertReads();
        assertThat(tokensOf(role)).hasSize(1);
    }

    @Test
    void readWhenThePolicyDeniesItThenLogsInAgainOnceAndNotForEveryCall() {
        String nothing = vault.policy("charts/postern/policies/gateway.hcl", "elsewhere");
        TestAppRole role = vault.newAppRole(nothing, LONG, LONG);
        use(TestVaultProperties.appRole(vault.address(), mount, role));

        for (int call = 0; call < 5; call++) {
            assertThat(refusal()).isEqualTo(Reason.DENIED);
        }

        assertThat(tokensOf(role)).hasSize(2);
    }

    @Test
    void tokenWhenRenewableThenIsRenewedAndOutlivesItsFirstLifetime() {
        TestAppRole role = vault.newAppRole(policy, Duration.ofSeconds(2), LONG);
        use(TestVaultProperties.appRole(vault.address(), mount, role));
        assertReads();
        String accessor = tokensOf(role).get(0).path("accessor").asString();

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> tokensOf(role).stream()
                        .anyMatch(token -> token.path("last_renewal_time").asLong(0) > 0));

        assertThat(tokensOf(role))
                .extracting(token -> token.path("accessor").asString())
                .containsExactly(accessor);
        assertReads();
    }

    @Test
    void tokenWhenItCannotBeRenewedAnyLongerThenIsReplacedBeforeItEnds() {
        TestAppRole role = vault.newAppRole(policy, Duration.ofSeconds(3), Duration.ofSeconds(4));
        use(TestVaultProperties.appRole(vault.address(), mount, role));
        assertReads();
        String first = tokensOf(role).get(0).path("accessor").asString();

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> tokensOf(role).stream()
                        .anyMatch(token -> !token.path("accessor").asString().equals(first)));

        assertReads();
    }

    @Test
    void tokenWhenItIsABatchTokenThenIsReplaced() {
        TestAppRole role =
                vault.newAppRole(Map.of("token_policies", List.of(policy), "token_type", "batch", "token_ttl", "2s"));
        use(TestVaultProperties.appRole(vault.address(), mount, role));
        assertReads();

        // Two lifetimes of the first token: each read would fail with an ended one.
        Awaitility.await()
                .during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> await(store.read(ref)).equals(VALUES));
    }

    @Test
    void loginWhenItFailedThenIsTriedAgainByTheNextCall() {
        TestAppRole role = vault.newAppRole(policy, LONG, LONG);
        TestAppRole wrong = new TestAppRole(role.mount(), role.name(), role.roleId(), "wrong");
        use(TestVaultProperties.appRole(vault.address(), mount, wrong));
        assertThat(refusal()).isEqualTo(Reason.DENIED);

        vault.root().call("POST", "auth/" + role.mount() + "/role/app/custom-secret-id", Map.of("secret_id", "wrong"));

        assertReads();
    }

    @Test
    void tokenWhenFromAFileThenAReplacedOneIsTaken(@TempDir Path folder) throws IOException {
        String first = vault.newToken(policy);
        Path file = Files.writeString(folder.resolve("token"), first + "\n");
        use(TestVaultProperties.tokenFile(vault.address(), mount, file));
        assertReads();

        vault.root().call("POST", "auth/token/revoke", Map.of("token", first));
        Files.writeString(file, vault.newToken(policy));

        assertReads();
    }

    @Test
    void tokenWhenRotatedUnderLoadThenNoReadFails(@TempDir Path folder) throws IOException {
        String first = vault.newToken(policy);
        Path file = Files.writeString(folder.resolve("token"), first);
        use(TestVaultProperties.tokenFile(vault.address(), mount, file));
        assertReads();

        Mono<List<SecretBundle>> load = Flux.range(0, 400)
                .flatMap(
                        turn -> turn == 100
                                ? Mono.<SecretBundle>fromCallable(() -> {
                                    // As docs/operations.md says: the new one is there before the old one ends.
                                    Files.writeString(file, vault.newToken(policy));
                                    vault.root().call("POST", "auth/token/revoke", Map.of("token", first));
                                    return VALUES;
                                })
                                : store.read(ref),
                        8)
                .collectList();

        assertThat(await(load)).hasSize(400).containsOnly(VALUES);
    }

    @Test
    void tokenWhenRevokedBeforeTheFileIsReplacedThenReadsAreDeniedUntilItIs(@TempDir Path folder) throws IOException {
        String first = vault.newToken(policy);
        Path file = Files.writeString(folder.resolve("token"), first);
        use(TestVaultProperties.tokenFile(vault.address(), mount, file));
        assertReads();

        vault.root().call("POST", "auth/token/revoke", Map.of("token", first));
        assertThat(refusal()).isEqualTo(Reason.DENIED);
        assertThat(refusal()).isEqualTo(Reason.DENIED);
        Files.writeString(file, vault.newToken(policy));

        assertReads();
    }

    @Test
    void secretIdWhenTheFileIsReplacedThenTheNextLoginTakesTheNewOne(@TempDir Path folder) throws IOException {
        TestAppRole role = vault.newAppRole(policy, LONG, LONG);
        Path file = Files.writeString(folder.resolve("secret-id"), role.secretId());
        use(TestVaultProperties.appRole(vault.address(), mount, role, file));
        assertReads();

        vault.root()
                .call(
                        "POST",
                        "auth/" + role.mount() + "/role/app/custom-secret-id",
                        Map.of("secret_id", "the-next-one"));
        Files.writeString(file, "the-next-one\n");
        vault.root()
                .call(
                        "POST",
                        "auth/" + role.mount() + "/role/app/secret-id/destroy",
                        Map.of("secret_id", role.secretId()));
        revokeTokensOf(role);

        assertReads();
    }

    @Test
    void tokenWhenTheFileIsMissingThenIsDenied(@TempDir Path folder) {
        use(TestVaultProperties.tokenFile(vault.address(), mount, folder.resolve("missing")));

        assertThat(refusal()).isEqualTo(Reason.DENIED);
    }

    @Test
    void tokenWhenItIsWrongThenIsDenied() {
        use(TestVaultProperties.token(vault.address(), mount, "wrong"));

        assertThat(refusal()).isEqualTo(Reason.DENIED);
    }
}
