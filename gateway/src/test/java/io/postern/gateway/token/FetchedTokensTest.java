package io.postern.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.credential.ApiKeySpec;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.secret.CredentialSecrets;
import io.postern.gateway.secret.SecretsForTests;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class FetchedTokensTest {

    private static final OAuth2Spec SPEC = new OAuth2Spec(
            null, URI.create("https://auth.example/token"), null, null, null, null, null, null, null, null, null);
    private static final InjectionPlan PLAN =
            new InjectionPlan("cred_1", SPEC, new SecretRef("vault", "client/cred_1", 3));

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final AtomicInteger fetches = new AtomicInteger();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Mono<SecretBundle> store = Mono.just(SecretBundle.of("clientId", SecretValue.of("id")));

    /** What the next fetch answers. */
    private Mono<FetchedToken> server = Mono.defer(
            () -> Mono.just(new FetchedToken(SecretValue.of("token " + fetches.get()), Duration.ofSeconds(1_000))));

    private final SecretReader reader = ref -> Mono.defer(() -> store);
    private final CredentialSecrets stored = SecretsForTests.withoutMemory(reader);

    private final FetchedTokens tokens = new FetchedTokens(
            new TokenSources(List.of(new JwtTokenSource(), new TokenSource<OAuth2Spec>() {
                @Override
                public Class<OAuth2Spec> spec() {
                    return OAuth2Spec.class;
                }

                @Override
                public Mono<FetchedToken> fetch(TokenNeed<OAuth2Spec> need) {
                    assertThat(need.secret().has("clientId")).isTrue();
                    fetches.incrementAndGet();
                    return server;
                }
            })),
            stored,
            TokenPropertiesTest.DEFAULTS,
            new TokenMeters(registry, Set.of("oauth2")),
            () -> clock.now(TimeUnit.NANOSECONDS),
            clock);

    private final TargetSecrets secrets = new TargetSecrets(stored, tokens);

    @AfterEach
    void close() {
        tokens.close();
        clock.dispose();
    }

    private static Outcome<SecretBundle> now(Mono<Outcome<SecretBundle>> answer) {
        return Objects.requireNonNull(answer.block(Duration.ofSeconds(10)));
    }

    private SecretBundle resolve() {
        return now(secrets.resolve(PLAN)).orRefuse();
    }

    private String token() {
        return resolve().value("token").reveal();
    }

    private Refusal refused() {
        return ((Outcome.Refused<SecretBundle>) now(secrets.resolve(PLAN))).refusal();
    }

    @Test
    void resolveWhenManyCallAtOnceColdThenOneFetch() throws Exception {
        Sinks.One<FetchedToken> answer = Sinks.one();
        server = answer.asMono();
        List<String> got = new ArrayList<>();
        CountDownLatch subscribed = new CountDownLatch(1_000);
        CountDownLatch done = new CountDownLatch(1_000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 1_000; i++) {
            threads.execute(() -> {
                secrets.resolve(PLAN).subscribe(outcome -> {
                    synchronized (got) {
                        got.add(outcome.orRefuse().value("token").reveal());
                    }
                    done.countDown();
                });
                subscribed.countDown();
            });
        }
        assertThat(subscribed.await(30, TimeUnit.SECONDS)).isTrue();
        answer.tryEmitValue(new FetchedToken(SecretValue.of("one"), Duration.ofMinutes(1)));
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        assertThat(got).hasSize(1_000).containsOnly("one");
        assertThat(fetches).hasValue(1);
    }

    @Test
    void resolveThenStoredValuesStandBesideTheToken() {
        assertThat(resolve().names()).containsExactlyInAnyOrder("clientId", "token");
    }

    @Test
    void resolveWhenWarmThenTheVerySameAnswer() {
        resolve();
        assertThat(secrets.resolve(PLAN)).isSameAs(secrets.resolve(PLAN));
        assertThat(resolve()).isSameAs(resolve());
    }

    @Test
    void resolveWhenPlanIsCompiledAgainThenSameToken() {
        resolve();
        OAuth2Spec equal = new OAuth2Spec(
                null, URI.create("https://auth.example/token"), null, null, null, null, null, null, null, null, null);
        now(secrets.resolve(new InjectionPlan("cred_1", equal, PLAN.secret()))).orRefuse();
        assertThat(fetches).hasValue(1);
    }

    @Test
    void resolveWhenSecretWasRotatedThenAnotherToken() {
        resolve();
        now(secrets.resolve(new InjectionPlan("cred_1", SPEC, new SecretRef("vault", "client/cred_1", 4))))
                .orRefuse();
        assertThat(fetches).hasValue(2);
    }

    @Test
    void resolveWhenHalfOfTheLifeIsOverThenFetchedWithoutACall() {
        token();
        clock.advanceTimeBy(Duration.ofSeconds(500));
        assertThat(fetches).hasValue(2);
        clock.advanceTimeBy(Duration.ofSeconds(501));
        assertThat(token()).isEqualTo("token 2");
    }

    @Test
    void resolveWhenFetchFailsThenRefusedForAWhileAndTheFieldIsNamed() {
        server = Mono.error(TokenFailure.answer("/access_token", "is missing"));
        Refusal refusal = refused();
        assertThat(refusal.code()).isEqualTo(RefusalCode.TOKEN_UNAVAILABLE);
        assertThat(refusal.detail()).isEqualTo("credential cred_1: ANSWER: the answer's /access_token is missing");
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(2));
        refused();
        assertThat(fetches).hasValue(1);
        clock.advanceTimeBy(Duration.ofSeconds(3));
        refused();
        assertThat(fetches).hasValue(2);
        assertThat(registry.get("postern.tokens.failed")
                        .tags("kind", "oauth2", "cause", "answer")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void resolveWhenSecretIsGoneThenItsRefusalAndTheTokenIsServedToNobody() {
        token();
        store = Mono.error(new SecretStoreException(Reason.NOT_FOUND, "gone"));
        clock.advanceTimeBy(Duration.ofSeconds(500));
        assertThat(refused().code()).isEqualTo(RefusalCode.SECRET_UNAVAILABLE);
    }

    @Test
    void resolveWhenFailureIsADefectThenItsTextIsNotRepeated() {
        server = Mono.error(new IllegalArgumentException("canary-S3cret"));
        assertThat(refused().detail()).doesNotContain("canary").contains("DEFECT", "IllegalArgumentException");
    }

    @Test
    void replacementWhenKindFetchesNothingThenNone() {
        assertThat(secrets.replacement(new InjectionPlan("cred_1", new ApiKeySpec(null, null), PLAN.secret())))
                .isNull();
    }

    @Test
    void replacementWhenTokenWasFetchedBeforeThenAnotherOne() {
        SecretBundle refused = resolve();
        clock.advanceTimeBy(Duration.ofSeconds(1));
        TokenReplacement replacement = Objects.requireNonNull(secrets.replacement(PLAN));
        assertThat(now(replacement.insteadOf(refused)).orRefuse().value("token"))
                .isEqualTo(SecretValue.of("token 2"));
        assertThat(fetches).hasValue(2);
    }

    @Test
    void replacementWhenTokenWasFetchedForThisCallThenTheSame() {
        TokenReplacement replacement = Objects.requireNonNull(secrets.replacement(PLAN));
        SecretBundle refused = resolve();
        assertThat(now(replacement.insteadOf(refused)).orRefuse()).isSameAs(refused);
        assertThat(fetches).hasValue(1);
    }

    @Test
    void metersThenSayAgeAndTimeToExpiry() {
        assertThat(registry.get("postern.tokens.oldest.age").gauge().value()).isNaN();
        token();
        clock.advanceTimeBy(Duration.ofSeconds(100));
        assertThat(registry.get("postern.tokens.kept")
                        .tag("kind", "oauth2")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("postern.tokens.oldest.age").gauge().value()).isEqualTo(100);
        assertThat(registry.get("postern.tokens.next.expiry").gauge().value()).isEqualTo(890);
        assertThat(registry.get("postern.tokens.fetched").counter().count()).isEqualTo(1);
    }

    @Test
    void startWhenAKindHasNoSourceOrTwoThenRefusedByName() {
        assertThatThrownBy(() -> TokenSources.complete(List.of(new JwtTokenSource())))
                .hasMessageStartingWith("no token source for ");
        assertThatThrownBy(() -> new TokenSources(List.of(new JwtTokenSource(), new JwtTokenSource())))
                .hasMessage("two token sources for JwtSpec");
    }
}
