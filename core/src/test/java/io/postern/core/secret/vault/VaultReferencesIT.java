package io.postern.core.secret.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.AllowedReferences;
import io.postern.core.secret.LeasedReference;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretLease;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.core.secret.StoredReference;
import io.postern.testing.DynamicDatabase;
import io.postern.testing.NeedsVault;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestAppRole;
import io.postern.testing.VaultFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;

/** Secrets of others in a real Vault, under the gateway's policy with the example lines that it has in comments. */
@NeedsVault
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultReferencesIT {

    private static final String CANARY = "canary-9c1d";

    private VaultFixture vault;
    private DynamicDatabase database;
    private String own;
    private String mount;
    private String policy;
    private VaultClient client;
    private VaultReferences references;

    @BeforeAll
    void open() {
        vault = VaultFixture.shared();
        database = DynamicDatabase.mount(vault, PostgresFixture.shared().newEmptyDatabase());
        own = vault.newMount();
        mount = vault.newMount();
        policy = vault.policyWithExamples(
                "charts/postern/policies/gateway.hcl",
                own,
                Map.of(
                        "secret/data/teams/*",
                        mount + "/data/teams/*",
                        "database/creds/*",
                        database.mount() + "/creds/*"));
        client = client(TestVaultProperties.token(vault.address(), own, vault.newToken(policy)));
        references = new VaultReferences(client, allowed());
    }

    private AllowedReferences allowed() {
        return AllowedReferences.of(
                "allowed",
                List.of(
                        mount + "/data/teams/{clientId}/*",
                        mount + "/data/open/{clientId}",
                        database.mount() + "/creds/*"),
                new AllowedReferences.OwnPlace(own, List.of("postern")));
    }

    private static VaultClient client(VaultProperties properties) {
        return new VaultClient(properties);
    }

    @AfterAll
    void close() {
        client.close();
    }

    @Test
    void readWhenAVersionIsPinnedThenItStaysAndElseTheNewestIsRead() {
        write("teams/cli_1/pin", Map.of("user", "u1", "pass", "p1", "other", CANARY));
        write("teams/cli_1/pin", Map.of("user", "u2", "pass", "p2"));

        assertThat(read("teams/cli_1/pin", 1)).isEqualTo(login("u1", "p1"));
        assertThat(read("teams/cli_1/pin", StoredReference.NEWEST)).isEqualTo(login("u2", "p2"));

        write("teams/cli_1/pin", Map.of("user", "u3", "pass", "p3"));

        assertThat(read("teams/cli_1/pin", StoredReference.NEWEST)).isEqualTo(login("u3", "p3"));
        assertThat(read("teams/cli_1/pin", 2)).isEqualTo(login("u2", "p2"));
    }

    @Test
    void readWhenTheSecretIsDeletedThenIsNotFound() {
        write("teams/cli_1/gone", Map.of("user", "u", "pass", "p"));
        vault.root().call("DELETE", mount + "/data/teams/cli_1/gone", null);

        assertThat(failure(references.read(stored("teams/cli_1/gone", StoredReference.NEWEST)))
                        .reason())
                .isEqualTo(Reason.NOT_FOUND);
        assertThat(failure(references.read(stored("teams/cli_1/never", 4))).reason())
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void readWhenAFieldIsMissingOrNoTextThenIsCorruptAndNamesTheFieldOnly() {
        write("teams/cli_1/odd", Map.of("user", CANARY));
        SecretStoreException missing = failure(references.read(stored("teams/cli_1/odd", 1)));
        assertThat(missing.reason()).isEqualTo(Reason.CORRUPT);
        assertThat(missing).hasMessageContaining("the field pass").hasMessageNotContaining(CANARY);

        write("teams/cli_1/odd", Map.of("user", "u", "pass", Map.of("nested", CANARY)));
        SecretStoreException nested = failure(references.read(stored("teams/cli_1/odd", 2)));
        assertThat(nested.reason()).isEqualTo(Reason.CORRUPT);
        assertThat(nested).hasMessageContaining("the field pass").hasMessageNotContaining(CANARY);
    }

    @Test
    void readWhenThePathIsNotAllowedThenVaultIsNotAsked() {
        write("teams/cli_2/theirs", Map.of("user", "u", "pass", "p"));
        StoredReference others = new StoredReference(
                "cli_1", "cred_1", mount + "/data/teams/cli_2/theirs", Map.of("username", "user"), 0);

        SecretStoreException error = failure(references.read(others));

        assertThat(error.reason()).isEqualTo(Reason.DENIED);
        assertThat(error).hasMessageContaining("is not a path that this client may refer to");
    }

    @Test
    void readWhenOnlyTheOperatorsSettingAllowsThePathThenThePolicyHasTheLastWord() {
        write("open/cli_1", Map.of("user", "u", "pass", "p"));

        SecretStoreException error = failure(references.read(stored("open/cli_1", StoredReference.NEWEST)));

        assertThat(error.reason()).isEqualTo(Reason.DENIED);
        assertThat(error).hasMessageContaining("Vault refuses it");
    }

    @Test
    void leaseWhenGivenThenItsUserGetsIntoPostgresUntilItIsRevoked() {
        SecretLease lease = lease(role("login", Duration.ofMinutes(5), Duration.ofHours(1)));

        assertThat(lease.lifetime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(letIn(lease)).isTrue();
        assertThat(lease.toString()).doesNotContain(user(lease));

        SecretLease renewed = await(lease.renewed());
        assertThat(renewed.values()).isSameAs(lease.values());
        assertThat(renewed.lifetime()).isEqualTo(Duration.ofMinutes(5));

        renewed.revoke().block(Duration.ofSeconds(30));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(letIn(lease)).isFalse());
    }

    @Test
    void renewedWhenSomebodyRevokedTheLeaseThenAnotherIsNeeded() {
        LeasedReference reference = role("revoked", Duration.ofMinutes(5), Duration.ofHours(1));
        SecretLease lease = lease(reference);
        lease.revoke().block(Duration.ofSeconds(30));

        assertThat(failure(lease.renewed()).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(letIn(lease(reference))).isTrue();
    }

    @Test
    void renewedWhenItNearsTheLongestItMayLastThenAnotherIsNeeded() {
        SecretLease ending = lease(role("ending", Duration.ofSeconds(4), Duration.ofSeconds(4)));

        // Each renewal is given less, for all of them end with the fourth second.
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(failure(ending.renewed()))
                        .extracting(SecretStoreException::reason)
                        .isEqualTo(Reason.NOT_FOUND));
    }

    @Test
    void leaseWhenTheTokenEndsSoonerThenCountsOnNoMoreThanTheToken() {
        TestAppRole role = vault.newAppRole(policy, Duration.ofSeconds(30), Duration.ofMinutes(5));
        VaultClient other = client(TestVaultProperties.appRole(vault.address(), own, role));
        try {
            SecretLease lease = Objects.requireNonNull(new VaultReferences(other, allowed())
                    .lease(role("child", Duration.ofMinutes(5), Duration.ofHours(1)))
                    .block(Duration.ofSeconds(30)));

            assertThat(lease.lifetime()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
        } finally {
            other.close();
        }
    }

    @Test
    void leaseWhenItsTokenWasReplacedThenAnotherIsNeeded() {
        TestAppRole role = vault.newAppRole(policy, Duration.ofMinutes(5), Duration.ofMinutes(5));
        VaultClient other = client(TestVaultProperties.appRole(vault.address(), own, role));
        try {
            SecretLease lease = Objects.requireNonNull(new VaultReferences(other, allowed())
                    .lease(role("orphan", Duration.ofMinutes(5), Duration.ofHours(1)))
                    .block(Duration.ofSeconds(30)));
            vault.root().call("PUT", "sys/leases/revoke-prefix/auth/" + role.mount() + "/login", null);

            assertThat(failure(lease.renewed()).reason()).isEqualTo(Reason.NOT_FOUND);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(letIn(lease)).isFalse());
        } finally {
            other.close();
        }
    }

    @Test
    void readWhenTheSecretIsDynamicAndTheReferenceDoesNotSaySoThenIsCorruptAndLeavesNoUser() {
        LeasedReference dynamic = role("unsaid", Duration.ofMinutes(5), Duration.ofHours(1));

        SecretStoreException error = failure(references.read(
                new StoredReference("cli_1", "cred_1", dynamic.path(), dynamic.fields(), StoredReference.NEWEST)));

        assertThat(error.reason()).isEqualTo(Reason.CORRUPT);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                vault.root().status("GET", "sys/leases/lookup/" + dynamic.path() + "?list=true", null))
                        .isEqualTo(404));
    }

    @Test
    void leaseWhenTheSecretIsNotDynamicThenIsCorrupt() {
        write("teams/cli_1/static", Map.of("user", "u", "pass", "p"));

        assertThat(failure(references.lease(new LeasedReference(
                                "cli_1", "cred_1", mount + "/data/teams/cli_1/static", Map.of("username", "user"))))
                        .reason())
                .isEqualTo(Reason.CORRUPT);
    }

    private void write(String path, Map<String, ?> values) {
        vault.root().call("POST", mount + "/data/" + path, Map.of("data", values));
    }

    private SecretBundle read(String path, long version) {
        return await(references.read(stored(path, version)));
    }

    private StoredReference stored(String path, long version) {
        return new StoredReference(
                "cli_1", "cred_1", mount + "/data/" + path, Map.of("username", "user", "password", "pass"), version);
    }

    private LeasedReference role(String name, Duration ttl, Duration maxTtl) {
        return new LeasedReference(
                "cli_1",
                "cred_1",
                database.role(name, ttl, maxTtl),
                Map.of("username", "username", "password", "password"));
    }

    private SecretLease lease(LeasedReference reference) {
        return await(references.lease(reference));
    }

    private static String user(SecretLease lease) {
        return lease.values().value("username").reveal();
    }

    private boolean letIn(SecretLease lease) {
        return database.takes(user(lease), lease.values().value("password").reveal());
    }

    private static SecretBundle login(String user, String password) {
        return SecretBundle.of(Map.of("username", SecretValue.of(user), "password", SecretValue.of(password)));
    }

    private static <T> T await(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(Duration.ofSeconds(30)));
    }

    private static SecretStoreException failure(Mono<?> mono) {
        return await(mono.map(value -> new SecretStoreException(Reason.CONFLICT, "it succeeded"))
                .onErrorResume(SecretStoreException.class, Mono::just));
    }
}
