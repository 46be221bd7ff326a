package io.postern.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.credential.ApiKeySpec;
import io.postern.core.credential.NoneSpec;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.LeasedReference;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretLease;
import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.core.secret.StoredReference;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class CredentialSecretsTest {

    private static final SecretRef REF = new SecretRef("vault", "client/cred_1", 3);
    private static final String CANARY = "canary-S3cret";

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** What the next read answers. */
    private Mono<SecretBundle> store = Mono.just(bundle(CANARY));

    private final SecretReader reader = ref -> Mono.defer(() -> {
        reads.incrementAndGet();
        return store;
    });

    private final ReferencedSecrets referenced = new ReferencedSecrets() {
        @Override
        public Mono<SecretBundle> read(StoredReference reference) {
            return reader.read(REF);
        }

        @Override
        public Mono<SecretLease> lease(LeasedReference reference) {
            return Mono.error(new SecretStoreException(Reason.NOT_FOUND, "no"));
        }
    };

    private final CredentialSecrets secrets = secrets(SecretCachePropertiesTest.DEFAULTS);

    private CredentialSecrets secrets(SecretCacheProperties properties) {
        SecretMeters meters = new SecretMeters(registry);
        return new CredentialSecrets(
                reader,
                referenced,
                new LeasedSecrets(referenced, properties, meters, now::get, Schedulers.parallel()),
                properties,
                meters,
                now::get);
    }

    private static SecretBundle bundle(String value) {
        return SecretBundle.of("key", SecretValue.of(value));
    }

    private void fails(Reason reason) {
        store = Mono.error(new SecretStoreException(reason, "no"));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private Outcome<SecretBundle> resolve(SecretRef ref) {
        return Objects.requireNonNull(secrets.resolve(ref).block(Duration.ofSeconds(10)));
    }

    private void assertPasses(String value) {
        assertThat(resolve(REF)).isEqualTo(Outcome.passed(bundle(value)));
    }

    private Refusal assertRefused() {
        Outcome<SecretBundle> outcome = resolve(REF);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        Refusal refusal = ((Outcome.Refused<SecretBundle>) outcome).refusal();
        assertThat(refusal.code()).isEqualTo(RefusalCode.SECRET_UNAVAILABLE);
        return refusal;
    }

    private double served(String how) {
        return registry.get("postern.secrets.served").tag("how", how).counter().count();
    }

    @Test
    void resolveWhenManyCallAtOnceColdThenStoreIsReadOnce() throws Exception {
        Sinks.One<SecretBundle> answer = Sinks.one();
        store = answer.asMono();
        List<Outcome<SecretBundle>> outcomes = new ArrayList<>();
        CountDownLatch subscribed = new CountDownLatch(1_000);
        CountDownLatch done = new CountDownLatch(1_000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 1_000; i++) {
            threads.execute(() -> {
                secrets.resolve(REF).subscribe(outcome -> {
                    synchronized (outcomes) {
                        outcomes.add(outcome);
                    }
                    done.countDown();
                });
                subscribed.countDown();
            });
        }
        assertThat(subscribed.await(20, TimeUnit.SECONDS)).isTrue();
        answer.tryEmitValue(bundle(CANARY));
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        assertThat(reads).hasValue(1);
        assertThat(outcomes).hasSize(1_000).containsOnly(Outcome.passed(bundle(CANARY)));
    }

    @Test
    void resolveWhenFirstCallerGoesAwayThenTheOthersStillGetTheSecret() {
        Sinks.One<SecretBundle> answer = Sinks.one();
        store = answer.asMono();
        secrets.resolve(REF).subscribe().dispose();
        StepVerifier.create(secrets.resolve(REF))
                .then(() -> answer.tryEmitValue(bundle(CANARY)))
                .expectNext(Outcome.passed(bundle(CANARY)))
                .verifyComplete();
        assertThat(reads).hasValue(1);
    }

    @Test
    void resolveWhenFreshThenStoreIsNotRead() {
        assertPasses(CANARY);
        pass(Duration.ofMinutes(5).minusNanos(1));
        assertPasses(CANARY);
        assertThat(reads).hasValue(1);
        assertThat(served("waited")).isEqualTo(1);
        assertThat(served("fresh")).isEqualTo(1);
    }

    @Test
    void resolveWhenOlderThanTtlThenServedAtOnceAndReadAgainBehind() {
        assertPasses(CANARY);
        pass(Duration.ofMinutes(5));
        Sinks.One<SecretBundle> answer = Sinks.one();
        store = answer.asMono();
        assertPasses(CANARY);
        assertPasses(CANARY);
        assertThat(reads).hasValue(2);
        answer.tryEmitValue(bundle("next"));
        assertPasses("next");
        assertThat(served("stale")).isEqualTo(2);
    }

    @Test
    void resolveWhenStoreIsAwayThenServedUntilMaxStaleAndThenRefused() {
        assertPasses(CANARY);
        fails(Reason.UNAVAILABLE);
        for (int minute = 0; minute < 59; minute++) {
            pass(Duration.ofMinutes(1));
            assertPasses(CANARY);
        }
        pass(Duration.ofSeconds(59));
        assertPasses(CANARY);
        pass(Duration.ofSeconds(1));
        Refusal refusal = assertRefused();
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(refusal.detail()).startsWith("UNAVAILABLE").contains("client/cred_1");
        assertThat(registry.get("postern.secrets.read.failures")
                        .tag("reason", "unavailable")
                        .counter()
                        .count())
                .isGreaterThan(50);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"NOT_FOUND", "DENIED", "CORRUPT"})
    void resolveWhenStoreSaysTheSecretIsGoneThenDroppedAtOnce(Reason reason) {
        assertPasses(CANARY);
        pass(Duration.ofMinutes(5));
        fails(reason);
        // The call that starts the read does not wait for it; this store answers at once.
        assertPasses(CANARY);
        assertThat(assertRefused().retryAfter()).isNull();
        assertThat(served("refused")).isEqualTo(1);
    }

    @Test
    void resolveWhenReadFailedThenNotRepeatedWithinFailureTtlAndThenRecovers() {
        fails(Reason.UNAVAILABLE);
        assertRefused();
        store = Mono.just(bundle(CANARY));
        pass(Duration.ofSeconds(1).minusNanos(1));
        assertRefused();
        assertThat(reads).hasValue(1);
        pass(Duration.ofMillis(501));
        assertPasses(CANARY);
        assertThat(reads).hasValue(2);
    }

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
    void resolveWhenStoreDoesNotAnswerThenRefusedAfterReadTimeout() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            store = Mono.never();
            StepVerifier.create(secrets.resolve(REF))
                    .then(() -> time.advanceTimeBy(Duration.ofSeconds(5)))
                    .assertNext(outcome -> assertThat(outcome).isInstanceOf(Outcome.Refused.class))
                    .verifyComplete();
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @Test
    void resolveWhenStoreCompletesEmptyThenRefused() {
        store = Mono.empty();
        assertRefused();
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
    void resolveWhenUnusedForMaxStaleThenSecretLeavesMemory() {
        assertPasses(CANARY);
        assertThat(secrets.oldestAge()).isZero();
        pass(Duration.ofMinutes(59));
        assertThat(secrets.size()).isOne();
        assertThat(registry.get("postern.secrets.oldest.age").gauge().value()).isEqualTo(59 * 60);
        pass(Duration.ofMinutes(1));
        assertThat(secrets.size()).isZero();
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
