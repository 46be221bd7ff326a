package io.postern.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.secret.RotatedSecret;
import io.postern.core.secret.RotatingSecrets;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretReference;
import io.postern.core.secret.SecretSource;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.gateway.token.TokenFailure.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Tokens that come of a refresh token, which the server may replace with each use and which then is good only once. It is
 * claimed, by compare-and-set, before it is used, so that no two gateways use it; what came of it is written before anybody
 * gets the token; and a gateway that finds a fresh token of another one takes that (docs/adr/0007).
 */
final class RefreshTokens implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final TokenEndpoint endpoint;
    private final OAuth2Requests requests;
    private final RefreshStore store;
    private final TokenProperties properties;
    private final InstantSource clock;
    private final Ticker ticker;
    private final String self = UUID.randomUUID().toString();

    /** From the claim to the writing: nothing ends this early, neither a caller nor a time-out. */
    private final Map<String, Mono<FetchedToken>> underWay = new ConcurrentHashMap<>();

    /** Since when others' claims have stood. By our own clock: those of gateways differ. */
    private final Cache<Claim, Long> seen =
            Caffeine.newBuilder().maximumSize(100_000).build();

    private record Claim(String path, long version) {}

    RefreshTokens(
            TokenEndpoint endpoint,
            OAuth2Requests requests,
            RotatingSecrets rotating,
            TokenProperties properties,
            InstantSource clock,
            Ticker ticker) {
        this.endpoint = endpoint;
        this.requests = requests;
        this.store = new RefreshStore(rotating);
        this.properties = properties;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Fails with {@link TokenFailure}; {@code CONFLICT} where another gateway's claim stands for too long. */
    Mono<FetchedToken> fetch(TokenNeed<OAuth2Spec> need) {
        String path = path(need);
        return Mono.defer(() -> {
                    Mono<FetchedToken> running = underWay.get(path);
                    return running != null ? running : attempt(path, need);
                })
                .onErrorMap(SecretStoreException.class, RefreshTokens::failure);
    }

    private Mono<FetchedToken> attempt(String path, TokenNeed<OAuth2Spec> need) {
        return store.read(path).flatMap(written -> {
            RefreshRecord record = RefreshRecord.of(written, need);
            FetchedToken others = ofAnother(record, need);
            if (others != null) {
                return Mono.just(others);
            }
            if (isClaimed(path, written.version(), record)) {
                return Mono.delay(POLL).then(Mono.defer(() -> attempt(path, need)));
            }
            return detached(path, claimAndUse(path, need, written, record))
                    .onErrorResume(
                            failure ->
                                    failure instanceof SecretStoreException store && store.reason() == Reason.CONFLICT,
                            conflict -> Mono.delay(POLL).then(Mono.defer(() -> attempt(path, need))));
        });
    }

    private @Nullable FetchedToken ofAnother(RefreshRecord record, TokenNeed<OAuth2Spec> need) {
        RefreshRecord.Access access = record.access();
        if (access == null || (need.previous() != null && access.token().equals(need.previous()))) {
            return null;
        }
        Duration left = access.left(clock.instant());
        return left.isZero() ? null : new FetchedToken(access.token(), left);
    }

    /** A claim that stood unchanged for too long is of a gateway that has died, and counts no more. */
    private boolean isClaimed(String path, long version, RefreshRecord record) {
        if (record.claim() == null || record.claim().equals(self)) {
            return false;
        }
        long now = ticker.read();
        long since = Objects.requireNonNull(seen.get(new Claim(path, version), claim -> now));
        return now - since < properties.claimTimeout().toNanos();
    }

    private Mono<FetchedToken> claimAndUse(
            String path, TokenNeed<OAuth2Spec> need, RotatedSecret written, RefreshRecord record) {
        return store.claim(path, record.claimedBy(self), written.version()).flatMap(version -> {
            Instant asked = clock.instant();
            return Mono.defer(() -> endpoint.send(
                            need, requests.refresh(need, record.refreshToken().reveal())))
                    .map(answer -> OAuth2Answer.of(answer, properties.defaultLifetime()))
                    // Nothing came of it, so the next one may try.
                    .onErrorResume(
                            failure -> store.release(path, record, version).then(Mono.error(failure)))
                    .flatMap(answer -> store.keep(path, record, record.after(answer, asked), version)
                            .thenReturn(answer.token()));
        });
    }

    /** Runs to its end whoever stops waiting: a token between the server's answer and our writing must not be lost. */
    private Mono<FetchedToken> detached(String path, Mono<FetchedToken> work) {
        Sinks.One<FetchedToken> result = Sinks.one();
        Mono<FetchedToken> running = underWay.putIfAbsent(path, result.asMono());
        return running == null ? started(path, work, result) : running;
    }

    private Mono<FetchedToken> started(String path, Mono<FetchedToken> work, Sinks.One<FetchedToken> result) {
        // Over before anybody hears of it: who then asks again wants another token than this.
        work.doOnTerminate(() -> underWay.remove(path))
                .subscribe(
                        token -> result.tryEmitValue(token),
                        failure -> result.tryEmitError(failure),
                        result::tryEmitEmpty);
        return result.asMono();
    }

    /**
     * Exchanges an authorization code for the first refresh token of a consent, and keeps it in place of an older one.
     *
     * <p>Fails with {@link TokenFailure}; {@code ANSWER} where the server gives no refresh token.
     */
    Mono<FetchedToken> exchange(TokenNeed<OAuth2Spec> need, AuthorizationCode code) {
        String path = path(need);
        Instant asked = clock.instant();
        Mono<FetchedToken> work = Mono.defer(() -> endpoint.send(need, requests.code(need, code)))
                .map(answer -> OAuth2Answer.of(answer, properties.defaultLifetime()))
                .flatMap(answer -> {
                    if (answer.refreshToken() == null) {
                        return Mono.error(TokenFailure.answer("/refresh_token", "is missing"));
                    }
                    RefreshRecord first = new RefreshRecord(answer.refreshToken(), RefreshRecord.CONSENT, null, null);
                    return store.begin(path, first.after(answer, asked)).thenReturn(answer.token());
                });
        return Mono.defer(() -> afterOthers(path, work)).onErrorMap(SecretStoreException.class, RefreshTokens::failure);
    }

    /** What is under way at the path has another result than this work: it is waited for, and not taken. */
    private Mono<FetchedToken> afterOthers(String path, Mono<FetchedToken> work) {
        Sinks.One<FetchedToken> result = Sinks.one();
        Mono<FetchedToken> running = underWay.putIfAbsent(path, result.asMono());
        return running == null
                ? started(path, work, result)
                : running.onErrorComplete().then(Mono.delay(POLL)).then(Mono.defer(() -> afterOthers(path, work)));
    }

    /** {@code clientId/credentialId}, wherever the credential's own secret lies. */
    private static String path(TokenNeed<OAuth2Spec> need) {
        SecretSource source = Objects.requireNonNull(need.ref());
        return source instanceof SecretReference reference
                ? reference.clientId() + "/" + reference.credentialId()
                : ((SecretRef) source).path();
    }

    private static TokenFailure failure(SecretStoreException failure) {
        return new TokenFailure(
                failure.reason() == Reason.CONFLICT ? Cause.CONFLICT : Cause.SECRET,
                failure.reason() + ": " + failure.getMessage());
    }

    /** Waits for what is between a claim and its writing. */
    @Override
    public void close() {
        Flux.fromIterable(underWay.values())
                .flatMap(running -> running.onErrorComplete())
                .then()
                .timeout(LAST_WORDS, Mono.empty())
                .block();
    }
}
