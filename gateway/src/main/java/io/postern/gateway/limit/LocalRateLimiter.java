package io.postern.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Counts the calls of this process alone: with several gateways, each lets the whole limit pass.
 *
 * <p>It keeps the times of the calls themselves and no bucket, so that no 60 seconds, wherever they begin, see more than
 * the limit. Memory: 8 bytes for each call of the last minute, freed when a proxy has been idle for two.
 */
final class LocalRateLimiter implements RateLimiter {

    static final Duration WINDOW = Duration.ofSeconds(60);

    static final Mono<Outcome<Permit>> UNLIMITED = Mono.just(Outcome.passed(Permit.UNLIMITED));

    private final Ticker ticker;
    private final long windowNanos;
    // By time only: a bound on the number would forget the calls of a busy proxy, and let too many pass.
    private final Cache<String, CallLog> logs;

    LocalRateLimiter(LimitProperties properties, Ticker ticker) {
        this(WINDOW.plus(properties.guard()), ticker);
    }

    LocalRateLimiter(Duration window, Ticker ticker) {
        this.ticker = ticker;
        windowNanos = window.toNanos();
        logs = Caffeine.newBuilder()
                .expireAfterAccess(Duration.ofNanos(2 * windowNanos))
                .ticker(ticker)
                // Here and now: to wake a thread costs more than what there is to tidy up.
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Mono<Outcome<Permit>> acquire(ProxyPlan plan, Executor caller) {
        int limit = plan.maxRequestsPerMinute();
        return limit <= 0 ? UNLIMITED : Mono.just(acquire(plan, limit));
    }

    /** Counts one call against another limit than the plan's, which is the one that a refusal tells. */
    Outcome<Permit> acquire(ProxyPlan plan, int limit) {
        long left = log(plan).tryAdd(ticker, limit);
        return left >= 0 ? Outcome.passed(new Permit(limit, (int) left)) : refused(plan, -left);
    }

    /** Whether the calls of this process alone fill the limit. Counts nothing. */
    @Nullable Outcome<Permit> refusedAlready(ProxyPlan plan) {
        long room = log(plan).room(ticker, plan.maxRequestsPerMinute());
        return room < 0 ? refused(plan, -room) : null;
    }

    /** Counts a call that somebody else let pass then, by {@link #now}. */
    void passed(ProxyPlan plan, long at) {
        log(plan).add(at);
    }

    long now() {
        return ticker.read();
    }

    private CallLog log(ProxyPlan plan) {
        return logs.get(plan.proxyId(), id -> new CallLog(windowNanos));
    }

    static Outcome<Permit> refused(ProxyPlan plan, long nanosUntilNext) {
        return Outcome.refused(
                Refusal.of(RefusalCode.RATE_LIMITED, "The proxy's limit of requests per minute is reached")
                        .withAttributes(Map.of("limitPerMinute", Integer.toString(plan.maxRequestsPerMinute())))
                        .retryAfter(Duration.ofNanos(nanosUntilNext)));
    }

    /** How many proxies it keeps calls of. */
    long size() {
        logs.cleanUp();
        return logs.estimatedSize();
    }
}
