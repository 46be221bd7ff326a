package io.postern.gateway.token;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.gateway.refresh.RefreshSource.Served;
import io.postern.gateway.refresh.RefreshedValue;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts, by the kind of credential, what becomes of tokens: {@code postern.tokens.served} by {@code how},
 * {@code postern.tokens.fetched}, {@code postern.tokens.failed} by {@code cause}, and the gauges {@code postern.tokens.kept},
 * {@code postern.tokens.overdue}, {@code postern.tokens.oldest.age} and {@code postern.tokens.next.expiry}. No tag names a credential, a server or a token.
 */
final class TokenMeters {

    private final MeterRegistry registry;
    private final Map<String, OfKind> byKind = new HashMap<>();

    TokenMeters(MeterRegistry registry, Set<String> kinds) {
        this.registry = registry;
        kinds.forEach(kind -> byKind.put(kind, new OfKind(registry, kind)));
    }

    OfKind of(String kind) {
        return Objects.requireNonNull(byKind.get(kind));
    }

    void gauges(FetchedTokens tokens) {
        for (String kind : byKind.keySet()) {
            gauge(
                    "postern.tokens.kept",
                    "Credentials with a token in memory or on its way",
                    kind,
                    tokens,
                    all -> all.size(kind));
            gauge(
                    "postern.tokens.overdue",
                    "Tokens that are served although the last attempt to replace them failed",
                    kind,
                    tokens,
                    all -> all.overdue(kind));
            gauge(
                    "postern.tokens.oldest.age",
                    "Since the fetch of the oldest token, in seconds",
                    kind,
                    tokens,
                    all -> seconds(all.over(kind, RefreshedValue::age, max())));
            gauge(
                    "postern.tokens.next.expiry",
                    "Until the end of the token that ends next, in seconds; zero or less: a token has ended",
                    kind,
                    tokens,
                    all -> seconds(all.over(kind, RefreshedValue::left, BinaryOperator.minBy(Duration::compareTo))));
        }
    }

    private static BinaryOperator<Duration> max() {
        return BinaryOperator.maxBy(Duration::compareTo);
    }

    /** NaN where there is no token: zero would say that one has ended. */
    private static double seconds(@Nullable Duration duration) {
        return duration == null ? Double.NaN : duration.toMillis() / 1000.0;
    }

    private void gauge(
            String name, String description, String kind, FetchedTokens tokens, ToDoubleFunction<FetchedTokens> value) {
        Gauge.builder(name, tokens, value)
                .description(description)
                .tag("kind", kind)
                .register(registry);
    }

    /** The counters of one kind. */
    static final class OfKind {

        private final Map<Served, Counter> served = new EnumMap<>(Served.class);
        private final Map<TokenFailure.Cause, Counter> failed = new EnumMap<>(TokenFailure.Cause.class);
        private final Counter fetched;

        OfKind(MeterRegistry registry, String kind) {
            fetched = Counter.builder("postern.tokens.fetched")
                    .description("Tokens that were fetched or made")
                    .tag("kind", kind)
                    .register(registry);
            for (Served how : Served.values()) {
                served.put(
                        how,
                        Counter.builder("postern.tokens.served")
                                .description("Calls that needed a token, by how they were answered")
                                .tag("kind", kind)
                                .tag("how", word(how))
                                .register(registry));
            }
            for (TokenFailure.Cause cause : TokenFailure.Cause.values()) {
                failed.put(
                        cause,
                        Counter.builder("postern.tokens.failed")
                                .description("Fetches of a token that failed, by cause")
                                .tag("kind", kind)
                                .tag("cause", word(cause))
                                .register(registry));
            }
        }

        void fetched() {
            fetched.increment();
        }

        void served(Served how) {
            Objects.requireNonNull(served.get(how)).increment();
        }

        void failed(TokenFailure.Cause cause) {
            Objects.requireNonNull(failed.get(cause)).increment();
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }
}
