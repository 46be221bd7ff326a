package io.postern.gateway.proxy;

import io.postern.core.plan.CallerHash;
import io.postern.core.plan.CallerPlan;
import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.plan.PlanTable;
import io.postern.gateway.server.EndlessCalls;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * Ends event streams and WebSockets whose proxy has changed so that they would not be what they are. Who calls, and what for, is looked at when a call begins; these may go
 * on for days, long after the credential that opened them was revoked. Their callers come back, and are looked at then.
 */
final class ChangedProxies implements AutoCloseable {

    private static final long INTERVAL_SECONDS = 1;

    private final PlanTable plans;
    private final EndlessCalls calls;
    private final InstantSource clock;
    private @Nullable Disposable looking;

    ChangedProxies(PlanTable plans, EndlessCalls calls, InstantSource clock) {
        this.plans = plans;
        this.calls = calls;
        this.clock = clock;
    }

    void start() {
        looking = Schedulers.parallel()
                .schedulePeriodically(this::look, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    /** Also what began under a plan that had changed by then: so it looks at all of them each time. */
    void look() {
        calls.endUnless(this::stands);
    }

    /**
     * Whether a call of that age may go on: the proxy is there and leads to the same target with the same credential, and whoever
     * showed a key that was good then may still show it. Which one it was nobody has noted, so that the end of any one's grace
     * ends the call. What the call itself was asked for, and so its rules, and time-outs, limits or a new secret for the target are
     * no reason to end it.
     */
    boolean stands(ProxyPlan plan, Duration age) {
        ProxyPlan now = plans.find(plan.proxyId());
        return now != null
                && now.active()
                && leadsToTheSame(now, plan)
                && takesTheSameCallers(
                        now.caller(), plan.caller(), clock.instant().minus(age));
    }

    private static boolean leadsToTheSame(ProxyPlan now, ProxyPlan then) {
        return now.target().targetId().equals(then.target().targetId())
                && now.target().url().equals(then.target().url())
                && now.injection().credentialId().equals(then.injection().credentialId());
    }

    private boolean takesTheSameCallers(CallerPlan now, CallerPlan then, Instant begin) {
        return now.credentialId().equals(then.credentialId())
                && now.spec().equals(then.spec())
                && Objects.equals(now.secret(), then.secret())
                && then.hashes().stream().allMatch(hash -> isOver(hash, begin) || isAmong(now.hashes(), hash));
    }

    private boolean isAmong(List<CallerHash> hashes, CallerHash wanted) {
        return hashes.stream().anyMatch(hash -> hash.hash().equals(wanted.hash()) && !isOver(hash, clock.instant()));
    }

    private static boolean isOver(CallerHash hash, Instant when) {
        Instant end = hash.validUntil();
        return end != null && !end.isAfter(when);
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.dispose();
        }
    }
}
