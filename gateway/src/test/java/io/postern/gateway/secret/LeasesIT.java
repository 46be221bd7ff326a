package io.postern.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.credential.BasicAuthSpec;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.LeasedReference;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.configuration.SecretStoreConfiguration;
import io.postern.gateway.failure.Outcome;
import io.postern.testing.DynamicDatabase;
import io.postern.testing.NeedsVault;
import io.postern.testing.PostgresFixture;
import io.postern.testing.VaultFixture;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Users of a real PostgreSQL that a real Vault makes and drops, under the gateway's policy with the example lines that it
 * has in comments.
 */
@NeedsVault
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeasesIT {

    private static final Duration LONG = Duration.ofSeconds(40);

    private VaultFixture vault;
    private DynamicDatabase database;

    @BeforeAll
    void start() {
        vault = VaultFixture.ownServer();
        database = DynamicDatabase.mount(vault, PostgresFixture.shared().newEmptyDatabase());
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    /** Step 6 as the application makes it. */
    private AnnotationConfigApplicationContext secrets() {
        String policy = vault.policyWithExamples(
                "charts/postern/policies/gateway.hcl",
                "secret",
                Map.of("database/creds/*", database.mount() + "/creds/*"));
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        TestPropertyValues.of(
                        "postern.secrets.store=vault",
                        "postern.vault.uri=" + vault.address(),
                        "postern.vault.token=" + vault.newToken(policy),
                        "postern.vault.references.allowed=" + database.mount() + "/creds/*")
                .applyTo(context);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.register(SecretStoreConfiguration.class);
        context.scan("io.postern.gateway.secret");
        context.refresh();
        return context;
    }

    private InjectionPlan plan(String name, Duration ttl, Duration maxTtl) {
        return new InjectionPlan(
                "cred_1",
                new BasicAuthSpec(),
                new LeasedReference(
                        "cli_1",
                        "cred_1",
                        database.role(name, ttl, maxTtl),
                        Map.of("username", "username", "password", "password")));
    }

    private static SecretBundle resolve(AnnotationConfigApplicationContext context, InjectionPlan plan) {
        return resolved(context, plan).orRefuse();
    }

    private static Outcome<SecretBundle> resolved(AnnotationConfigApplicationContext context, InjectionPlan plan) {
        return Objects.requireNonNull(
                context.getBean(CredentialSecrets.class).resolve(plan).block(Duration.ofSeconds(20)));
    }

    private boolean letIn(SecretBundle user) {
        return database.takes(
                user.value("username").reveal(), user.value("password").reveal());
    }

    private static double count(AnnotationConfigApplicationContext context, String what) {
        return context.getBean(MeterRegistry.class)
                .get("postern.secrets.leases." + what)
                .counter()
                .count();
    }

    @Test
    void leaseWhenItIsRenewedThenItsUserOutlivesTheFirstTtlAndEndsWithTheProcess() {
        SecretBundle user;
        try (AnnotationConfigApplicationContext context = secrets()) {
            InjectionPlan plan = plan("renewed", Duration.ofSeconds(4), Duration.ofHours(1));
            user = resolve(context, plan);
            assertThat(letIn(user)).isTrue();

            // Each renewal is at least 1.6 s after the one before: with four of them the first 4 s are over.
            Awaitility.await().atMost(LONG).until(() -> count(context, "renewed") >= 4);

            assertThat(resolve(context, plan)).isEqualTo(user);
            assertThat(letIn(user)).isTrue();
            assertThat(count(context, "granted")).isEqualTo(1);
        }
        Awaitility.await().atMost(LONG).until(() -> !letIn(user));
    }

    @Test
    void leaseWhenItMeetsItsLongestLifeThenAnotherUserIsThereBeforeItEnds() {
        try (AnnotationConfigApplicationContext context = secrets()) {
            InjectionPlan plan = plan("replaced", Duration.ofSeconds(4), Duration.ofSeconds(6));
            SecretBundle first = resolve(context, plan);

            Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(100)).until(() -> {
                SecretBundle now = resolve(context, plan);
                assertThat(letIn(now)).as("whoever calls has a user that works").isTrue();
                return !now.equals(first);
            });
            assertThat(count(context, "granted")).isEqualTo(2);
            Awaitility.await().atMost(LONG).until(() -> !letIn(first));
        }
    }

    @Test
    void leaseWhenSomebodyRevokesItThenTheNextRenewalBringsAnotherUser() {
        try (AnnotationConfigApplicationContext context = secrets()) {
            InjectionPlan plan = plan("revoked", Duration.ofSeconds(4), Duration.ofHours(1));
            SecretBundle first = resolve(context, plan);
            database.revokeAll();

            Awaitility.await().atMost(LONG).until(() -> !resolve(context, plan).equals(first));

            assertThat(letIn(resolve(context, plan))).isTrue();
        }
    }

    @Test
    void replaceWhenATargetRefusesAUserWhoseLeaseWasRevokedThenAnotherIsThereAtOnce() {
        try (AnnotationConfigApplicationContext context = secrets()) {
            CredentialSecrets secrets = context.getBean(CredentialSecrets.class);
            InjectionPlan plan = plan("refused", Duration.ofMinutes(5), Duration.ofHours(1));
            SecretBundle first = resolve(context, plan);
            long since = secrets.now();
            database.revokeAll();

            SecretBundle second = Objects.requireNonNull(
                            secrets.replace(plan, first, since).block(Duration.ofSeconds(20)))
                    .orRefuse();

            assertThat(second).isNotEqualTo(first);
            assertThat(letIn(second)).isTrue();
        }
    }

    @Test
    void leaseWhenVaultIsSealedThenItIsServedAndRenewedAfterwards() {
        try (AnnotationConfigApplicationContext context = secrets()) {
            InjectionPlan plan = plan("sealed", Duration.ofSeconds(30), Duration.ofHours(1));
            SecretBundle user = resolve(context, plan);
            vault.seal();
            InjectionPlan other = new InjectionPlan(
                    "cred_2",
                    new BasicAuthSpec(),
                    new LeasedReference(
                            "cli_1",
                            "cred_2",
                            Objects.requireNonNull((LeasedReference) plan.secret())
                                    .path(),
                            Map.of("username", "username", "password", "password")));
            assertThat(resolved(context, other))
                    .as("a lease that was not there before")
                    .isInstanceOf(Outcome.Refused.class);
            assertThat(resolve(context, plan)).isEqualTo(user);
            vault.unseal();

            Awaitility.await().atMost(LONG).until(() -> count(context, "renewed") >= 1);
            assertThat(resolve(context, plan)).isEqualTo(user);
            assertThat(letIn(user)).isTrue();
        }
    }
}
