package io.postern.gateway.limit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

/**
 * Counts the calls of all gateways together, and those of this process beside them. Its own count says no without asking; and
 * it is what is left when those who count together can't be asked: a limit then holds in each gateway, and no more in all of
 * them together.
 *
 * <p>Only calls with a limit ask, each once. After a few that got no answer none asks for a while, so that an answer which does
 * not come costs few calls its time-out.
 */
final class ClusterRateLimiter implements RateLimiter {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final LocalRateLimiter local;
    private final SharedWindows shared;
    private final Duration window;
    private final Away away;
    private final CircuitBreaker breaker;
    private final ClusterLimitMeters meters;

    ClusterRateLimiter(
            LocalRateLimiter local,
            SharedWindows shared,
            Duration window,
            Away away,
            CircuitBreaker breaker,
            ClusterLimitMeters meters) {
        this.local = local;
        this.shared = shared;
        this.window = window;
        this.away = away;
        this.breaker = breaker;
        this.meters = meters;
    }

    @Override
    public Mono<Outcome<Permit>> acquire(ProxyPlan plan, Executor caller) {
        if (plan.maxRequestsPerMinute() <= 0) {
            return LocalRateLimiter.UNLIMITED;
        }
        Outcome<Permit> already = local.refusedAlready(plan);
        if (already != null) {
            return Mono.just(already);
        }
        if (!breaker.tryAcquirePermission()) {
            return Mono.just(alone(plan));
        }
        // Before asking: then it leaves the window here no later than there, and this process refuses nothing that all
        // together would let pass.
        long asked = local.now();
        return shared.tryAdd(plan.proxyId(), plan.maxRequestsPerMinute(), window)
                .map(left -> answered(plan, asked, left))
                .onErrorResume(failure -> {
                    breaker.onError(local.now() - asked, TimeUnit.NANOSECONDS, failure);
                    meters.failed();
                    return Mono.fromSupplier(() -> alone(plan));
                })
                // Not "on cancel": what follows cancels this, too, when it is long over.
                .doFinally(end -> {
                    if (end == SignalType.CANCEL) {
                        breaker.releasePermission();
                    }
                })
                .publishOn(Schedulers.fromExecutor(caller));
    }

    private Outcome<Permit> answered(ProxyPlan plan, long asked, long left) {
        long took = local.now() - asked;
        breaker.onSuccess(took, TimeUnit.NANOSECONDS);
        meters.answered(took);
        if (left < 0) {
            return LocalRateLimiter.refused(plan, -left);
        }
        local.passed(plan, asked);
        return Outcome.passed(new Permit(plan.maxRequestsPerMinute(), (int) left));
    }

    private Outcome<Permit> alone(ProxyPlan plan) {
        meters.alone();
        if (away.then() == WhenAway.DENY) {
            return Outcome.refused(
                    Refusal.of(RefusalCode.LIMIT_UNAVAILABLE, "The proxy's limit can't be checked at the moment")
                            .retryAfter(RETRY_AFTER));
        }
        return local.acquire(plan, Math.max(1, plan.maxRequestsPerMinute() / away.gateways()));
    }
}
