package io.postern.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.credential.BasicAuthSpec;
import io.postern.core.secret.LeasedReference;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretLease;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.core.secret.StoredReference;
import io.postern.gateway.failure.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Leases of 100 s, by a clock of the test's own. */
class LeasedSecretsTest {

    private static final SecretKey KEY = key("cred_1");

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final List<String> asked = new ArrayList<>();
    private final List<String> revoked = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private String password = "right";
    private @Nullable Reason renewalFails;
    private @Nullable Reason leaseFails;

    private final LeasedSecrets secrets = new LeasedSecrets(
            new ReferencedSecrets() {
                @Override
                public Mono<SecretBundle> read(StoredReference reference) {
                    return Mono.error(new IllegalStateException());
                }

                @Override
                public Mono<SecretLease> lease(LeasedReference reference) {
                    if (leaseFails != null) {
                        asked.add("no lease");
                        return Mono.error(new SecretStoreException(leaseFails, "no"));
                    }
                    String user = "user-" + asked.size();
                    asked.add("lease " + user);
                    return Mono.just(new TestLease(SecretBundle.of(
                            Map.of("username", SecretValue.of(user), "password", SecretValue.of(password)))));
                }
            },
            SecretCachePropertiesTest.DEFAULTS,
            new SecretMeters(registry),
            () -> clock.now(TimeUnit.NANOSECONDS),
            clock);

    private final class TestLease implements SecretLease {

        private final SecretBundle values;

        TestLease(SecretBundle values) {
            this.values = values;
        }

        @Override
        public SecretBundle values() {
            return values;
        }

        @Override
        public Duration lifetime() {
            return Duration.ofSeconds(100);
        }

        @Override
        public Mono<SecretLease> renewed() {
            asked.add("renewal of " + values.value("username").reveal());
            return renewalFails == null
                    ? Mono.just(new TestLease(values))
                    : Mono.error(new SecretStoreException(renewalFails, "no"));
        }

        @Override
        public Mono<Void> revoke() {
            return Mono.fromRunnable(() -> revoked.add(values.value("username").reveal()));
        }
    }

    @AfterEach
    void dispose() {
        clock.dispose();
    }

    private static SecretKey key(String credentialId) {
        return SecretKey.of(
                new LeasedReference(
                        "cli_1",
                        credentialId,
                        "database/creds/app",
                        Map.of("username", "username", "password", "password")),
                new BasicAuthSpec());
    }

    private String user() {
        return user(secrets.get(KEY));
    }

    private static String user(Mono<Outcome<SecretBundle>> answer) {
        Outcome<SecretBundle> outcome = Objects.requireNonNull(answer.block(Duration.ZERO));
        return outcome instanceof Outcome.Passed<SecretBundle> passed
                ? passed.value().value("username").reveal()
                : "refused";
    }

    private void pass(int seconds) {
        clock.advanceTimeBy(Duration.ofSeconds(seconds));
    }

    @Test
    void getWhenTheLeaseIsHalfOverThenItIsRenewedWithoutACallAndGoesOn() {
        assertThat(user()).isEqualTo("user-0");
        pass(39);
        assertThat(asked).containsExactly("lease user-0");

        pass(12);
        assertThat(asked).containsExactly("lease user-0", "renewal of user-0");

        pass(300);
        assertThat(user()).isEqualTo("user-0");
        assertThat(asked).filteredOn(what -> what.startsWith("lease")).hasSize(1);
        assertThat(registry.get("postern.secrets.leases.renewed").counter().count())
                .isGreaterThanOrEqualTo(6);
        assertThat(registry.get("postern.secrets.leases.granted").counter().count())
                .isEqualTo(1);
    }

    @Test
    void getWhenTheLeaseCanNotBeRenewedThenAnotherIsThereBeforeItEnds() {
        assertThat(user()).isEqualTo("user-0");
        renewalFails = Reason.NOT_FOUND;

        pass(51);

        assertThat(user()).isEqualTo("user-2");
        assertThat(asked).containsExactly("lease user-0", "renewal of user-0", "lease user-2");
        assertThat(revoked).as("calls under way may still use it").isEmpty();
    }

    @Test
    void getWhenRenewingIsDeniedThenAnotherLeaseIsTaken() {
        assertThat(user()).isEqualTo("user-0");
        renewalFails = Reason.DENIED;

        pass(51);

        assertThat(user()).isEqualTo("user-2");
    }

    @Test
    void getWhenVaultIsAwayThenServedUntilTheLeaseEndsAndRenewedWhenItIsBack() {
        assertThat(user()).isEqualTo("user-0");
        renewalFails = Reason.UNAVAILABLE;
        leaseFails = Reason.UNAVAILABLE;

        pass(80);
        assertThat(user()).isEqualTo("user-0");
        renewalFails = null;
        leaseFails = null;
        pass(60);

        assertThat(user()).isEqualTo("user-0");
        assertThat(asked).doesNotContain("no lease");
    }

    @Test
    void getWhenVaultStaysAwayThenRefusedAfterTheLease() {
        assertThat(user()).isEqualTo("user-0");
        renewalFails = Reason.UNAVAILABLE;

        pass(89);
        assertThat(user()).isEqualTo("user-0");
        assertThat(secrets.left(KEY)).isEqualTo(Duration.ofSeconds(1));
        pass(1);
        assertThat(user()).isEqualTo("refused");
    }

    @Test
    void getWhenVaultWithdrawsThePathThenRefusedAtOnce() {
        assertThat(user()).isEqualTo("user-0");
        renewalFails = Reason.NOT_FOUND;
        leaseFails = Reason.DENIED;

        pass(51);

        assertThat(user()).isEqualTo("refused");
    }

    @Test
    void replaceWhenATargetRefusesTheValuesThenAnotherLeaseAndNotOneForEveryRefusal() {
        long since = clock.now(TimeUnit.NANOSECONDS) + 1;
        SecretBundle refused = passed(secrets.get(KEY));
        pass(1);

        SecretBundle second = passed(secrets.replace(KEY, refused, since));
        assertThat(second.value("username").reveal()).isEqualTo("user-1");
        assertThat(user(secrets.replace(KEY, refused, since)))
                .as("who comes later gets it")
                .isEqualTo("user-1");

        pass(9);
        assertThat(user(secrets.replace(KEY, second, clock.now(TimeUnit.NANOSECONDS))))
                .as("a target that always refuses")
                .isEqualTo("user-1");
        pass(1);
        assertThat(user(secrets.replace(KEY, second, clock.now(TimeUnit.NANOSECONDS))))
                .isEqualTo("user-2");
        assertThat(asked).containsExactly("lease user-0", "lease user-1", "lease user-2");
    }

    @Test
    void getWhenTwoCredentialsReferToOnePathThenEachHasItsOwnLease() {
        assertThat(user()).isEqualTo("user-0");
        assertThat(user(secrets.get(key("cred_2")))).isEqualTo("user-1");
        assertThat(registry.get("postern.secrets.leases.kept").gauge().value()).isEqualTo(2);
        assertThat(registry.get("postern.secrets.leases.next.end").gauge().value())
                .isEqualTo(90);
    }

    @Test
    void getWhenTheValuesAreNotWhatTheKindNeedsThenRefusedAndTheLeaseIsGivenBack() {
        password = "no\nheader";

        assertThat(user()).isEqualTo("refused");
        assertThat(revoked).containsExactly("user-0");
    }

    @Test
    void closeThenRevokesTheLeasesThereAreAndRenewsNoMore() {
        user();
        renewalFails = Reason.NOT_FOUND;
        pass(51);
        assertThat(user()).isEqualTo("user-2");

        secrets.close();
        pass(1000);

        assertThat(revoked).containsExactly("user-2");
        assertThat(asked).hasSize(3);
    }

    private static SecretBundle passed(Mono<Outcome<SecretBundle>> answer) {
        return Objects.requireNonNull(answer.block(Duration.ZERO)).orRefuse();
    }
}
