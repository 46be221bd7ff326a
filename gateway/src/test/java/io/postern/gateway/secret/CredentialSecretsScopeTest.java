package io.postern.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.postern.core.credential.ApiKeySpec;
import io.postern.core.credential.NoneSpec;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.StoredReference;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.RefusalCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Which secret it is, whose it is, and where it must not be. */
class CredentialSecretsScopeTest extends WithStoredSecret {

    @Test
    void resolveWhenVersionIsAnotherThenItIsAnotherSecret() {
        assertPasses(CANARY);
        store = Mono.just(bundle("of version 4"));
        assertThat(resolve(new SecretRef("vault", "client/cred_1", 4)))
                .isEqualTo(Outcome.passed(bundle("of version 4")));
        assertThat(resolve(new SecretRef("sealed", "client/cred_1", 3)))
                .isEqualTo(Outcome.passed(bundle("of version 4")));
        assertPasses(CANARY);
        assertThat(reads).hasValue(3);
    }

    @Test
    void resolveWhenAReferencedSecretIsNotWhatItsKindNeedsThenRefusedWithoutShowingIt() {
        StoredReference reference =
                new StoredReference("client", "cred_1", "kv/data/app", Map.of("key", "password"), 0);
        store = Mono.just(bundle(CANARY + "\r\nX-Other: header"));

        Outcome<SecretBundle> outcome =
                secrets.resolve(reference, new ApiKeySpec(null, null)).block();

        assertThat(((Outcome.Refused<SecretBundle>) Objects.requireNonNull(outcome)).refusal())
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(RefusalCode.SECRET_UNAVAILABLE))
                .satisfies(refusal -> assertThat(refusal.detail())
                        .startsWith("CORRUPT")
                        .contains("kv/data/app")
                        .doesNotContain(CANARY));
    }

    @Test
    void resolveWhenTwoCredentialsReferToOneSecretThenEachReadsItsOwn() {
        for (String credential : List.of("cred_1", "cred_2", "cred_1")) {
            StoredReference reference =
                    new StoredReference("client", credential, "kv/data/app", Map.of("key", "password"), 0);
            assertThat(secrets.resolve(reference, new ApiKeySpec(null, null)).block())
                    .isEqualTo(Outcome.passed(bundle(CANARY)));
        }
        assertThat(reads).hasValue(2);
    }

    @Test
    void resolveWhenKindHasNoSecretThenEmptyBundleAndStoreIsNotTouched() {
        assertThat(secrets.resolve(new InjectionPlan("cred_1", new NoneSpec(), null))
                        .block())
                .isEqualTo(Outcome.passed(SecretBundle.empty()));
        assertThat(reads).hasValue(0);
    }

    @Test
    void resolveWhenPlanLacksTheSecretThatItsKindNeedsThenRefused() {
        assertThat(secrets.resolve(new InjectionPlan("cred_1", new ApiKeySpec(null, null), null))
                        .block())
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void resolveWhenMoreSecretsThanEntriesThenMemoryStaysBounded() {
        CredentialSecrets small = secrets(new SecretCacheProperties(
                Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofSeconds(5), 10));
        for (int version = 1; version <= 100; version++) {
            small.resolve(new SecretRef("vault", "client/cred_1", version)).block();
        }
        assertThat(small.size()).isLessThanOrEqualTo(10);
    }

    @Test
    void resolveThenNeitherLogNorMetersNorRefusalHasTheSecret() {
        Logger root = (Logger) LoggerFactory.getLogger("io.postern");
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.setLevel(Level.TRACE);
        root.addAppender(log);
        try {
            assertPasses(CANARY);
            pass(Duration.ofMinutes(6));
            store = Mono.error(new IllegalStateException("unexpected: " + CANARY));
            assertPasses(CANARY);
            pass(Duration.ofHours(2));
            assertThat(assertRefused().toString()).doesNotContain(CANARY);
        } finally {
            root.detachAppender(log);
            root.setLevel(before);
        }
        assertThat(log.list).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getFormattedMessage()).doesNotContain(CANARY);
            assertThat(Arrays.toString(event.getArgumentArray())).doesNotContain(CANARY);
            assertThat(event.getThrowableProxy()).isNull();
        });
        assertThat(registry.getMetersAsString()).doesNotContain(CANARY).doesNotContain("cred_1");
    }
}
