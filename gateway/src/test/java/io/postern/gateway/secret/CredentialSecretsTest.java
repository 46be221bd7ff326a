package io.postern.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** When a secret is read from its store, and until when it is served without. */
class CredentialSecretsTest extends WithStoredSecret {

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
    void resolveWhenUnusedForMaxStaleThenSecretLeavesMemory() {
        assertPasses(CANARY);
        assertThat(secrets.oldestAge()).isZero();
        pass(Duration.ofMinutes(59));
        assertThat(secrets.size()).isOne();
        assertThat(registry.get("postern.secrets.oldest.age").gauge().value()).isEqualTo(59 * 60);
        pass(Duration.ofMinutes(1));
        assertThat(secrets.size()).isZero();
    }
}
