package io.postern.gateway.limit;

import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.failure.Outcome;
import java.util.concurrent.Executor;
import reactor.core.publisher.Mono;

/**
 * Step 5: holds a proxy to its {@code maxRequestsPerMinute}. A Mono, because a limit that a whole cluster shares has to
 * ask; the local one answers at once.
 */
public interface RateLimiter {

    /**
     * Counts one call, or refuses it with {@code RATE_LIMITED} and the time after which the next one may pass. A refused
     * call does not count. Never completes empty.
     *
     * @param plan with a limit of 0, every call passes and nothing is kept
     * @param caller where the call goes on after an answer that it waited for: not on a thread on which all others wait for
     *     theirs
     */
    Mono<Outcome<Permit>> acquire(ProxyPlan plan, Executor caller);
}
