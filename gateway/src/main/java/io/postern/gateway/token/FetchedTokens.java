package io.postern.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.expiry.ExpirySource;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.refresh.RefreshTimes;
import io.postern.gateway.refresh.RefreshedValue;
import io.postern.gateway.refresh.Renewal;
import io.postern.gateway.secret.CredentialSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Tokens, from memory while they are good. One fetch at a time for a credential, whoever waits; renewed in the background at
 * half of their life while the credential is in use, so that a warm call never waits; after a failed fetch none follows for a
 * while, and the kept token is served until its end.
 */
final class FetchedTokens implements AutoCloseable, ExpirySource {

    private final Cache<TokenKey, RefreshedValue<SecretBundle>> kept;
    private final TokenSources sources;
    private final CredentialSecrets secrets;
    private final TokenProperties properties;
    private final TokenMeters meters;
    private final Ticker ticker;
    private final RefreshTimes usual;
    private final Renewal renewal;

    FetchedTokens(
            TokenSources sources,
            CredentialSecrets secrets,
            TokenProperties properties,
            TokenMeters meters,
            Ticker ticker,
            Scheduler scheduler) {
        this.sources = sources;
        this.secrets = secrets;
        this.properties = properties;
        this.meters = meters;
        this.ticker = ticker;
        usual = properties.usual();
        renewal = new Renewal(scheduler, properties.usedWithin());
        kept = Caffeine.newBuilder()
                .maximumSize(properties.maxEntries())
                .expireAfterAccess(properties.maxLifetime())
                .ticker(ticker)
                .evictionListener(
                        (@Nullable TokenKey key, @Nullable RefreshedValue<SecretBundle> value, RemovalCause why) ->
                                close(value))
                .build();
        meters.gauges(this);
    }

    /** The stored values and the token, or a refusal. Never completes empty and never fails; at once while it is warm. */
    Mono<Outcome<SecretBundle>> get(TokenKey key) {
        return value(key).get();
    }

    /** Another token than this one, which the target refused; itself where there is none ({@link RefreshedValue#replace}). */
    Mono<Outcome<SecretBundle>> replace(TokenKey key, SecretBundle refused, long since) {
        return value(key).replace(refused, since, properties.forcedInterval());
    }

    /** How long a credential's token can still be used; null where it has none. */
    @Nullable Duration left(TokenKey key) {
        RefreshedValue<SecretBundle> value = kept.getIfPresent(key);
        return value == null ? null : value.left();
    }

    long now() {
        return ticker.read();
    }

    private RefreshedValue<SecretBundle> value(TokenKey key) {
        return Objects.requireNonNull(kept.get(key, this::entry));
    }

    private RefreshedValue<SecretBundle> entry(TokenKey key) {
        return new RefreshedValue<>(
                new TokenReading(
                        key,
                        sources,
                        secrets,
                        properties,
                        meters.of(key.fetched().authType())),
                usual,
                ticker,
                renewal);
    }

    long size(String kind) {
        return kept.asMap().keySet().stream()
                .filter(key -> key.fetched().authType().equals(kind))
                .count();
    }

    /** Of a kind, how many are kept although the last attempt to replace them failed. */
    long overdue(String kind) {
        return kept.asMap().entrySet().stream()
                .filter(entry -> entry.getKey().fetched().authType().equals(kind)
                        && entry.getValue().isOverdue())
                .count();
    }

    @Override
    public String what() {
        return "token";
    }

    @Override
    public void tell(BiConsumer<String, Instant> ends) {
        Instant now = Instant.now();
        kept.asMap().forEach((key, value) -> {
            Duration left = value.left();
            // One that has ended is of a credential that nobody uses, or stands among the failures.
            if (left != null && !left.isNegative()) {
                ends.accept(key.credentialId(), now.plus(left));
            }
        });
    }

    /** Over the tokens of a kind: of what {@code of} says, the one that {@code choose} prefers; null where none is kept. */
    @Nullable Duration over(
            String kind,
            Function<RefreshedValue<SecretBundle>, @Nullable Duration> of,
            BiFunction<Duration, Duration, Duration> choose) {
        Duration chosen = null;
        for (Map.Entry<TokenKey, RefreshedValue<SecretBundle>> entry :
                kept.asMap().entrySet()) {
            Duration time = entry.getKey().fetched().authType().equals(kind) ? of.apply(entry.getValue()) : null;
            if (time != null) {
                chosen = chosen == null ? time : choose.apply(chosen, time);
            }
        }
        return chosen;
    }

    private static void close(@Nullable RefreshedValue<SecretBundle> value) {
        if (value != null) {
            value.close();
        }
    }

    @Override
    public void close() {
        kept.asMap().values().forEach(RefreshedValue::close);
    }
}
