package io.postern.gateway.record;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.upstream.UpstreamResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times calls. Every meter is made before the first call; only clients and targets, where they are counted at all,
 * get theirs with their first. No tag has anything of the caller's.
 */
final class CallMeters implements CallObserver {

    /** The gateway takes well below a millisecond, unless it has to fetch something. */
    private static final Duration[] GATEWAY_BOUNDS = millis(0.25, 0.5, 1, 2.5, 5, 10, 25, 100, 500, 2_500, 10_000);

    private static final Duration[] UPSTREAM_BOUNDS =
            millis(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000);

    private final Timer[] calls;
    private final Timer gatewayTime;
    private final Timer upstreamTime;
    private final DistributionSummary requestBytes;
    private final DistributionSummary responseBytes;
    private final @Nullable TaggedCalls clients;
    private final @Nullable TaggedCalls targets;

    CallMeters(MeterRegistry metrics, RecordProperties properties) {
        calls = CallOutcome.ALL.stream()
                .map(outcome -> Timer.builder("postern.calls")
                        .description("Calls from arrival to end, by who ended them and how")
                        .tag("by", outcome.by().word())
                        .tag("outcome", outcome.word())
                        .register(metrics))
                .toArray(Timer[]::new);
        gatewayTime = Timer.builder("postern.call.gateway.time")
                .description("From the request's arrival until it is sent to the target")
                .serviceLevelObjectives(GATEWAY_BOUNDS)
                .register(metrics);
        upstreamTime = Timer.builder("postern.call.upstream.time")
                .description("From the request's sending until the target's answer begins")
                .serviceLevelObjectives(UPSTREAM_BOUNDS)
                .register(metrics);
        requestBytes = bytes(metrics, "postern.call.request.bytes");
        responseBytes = bytes(metrics, "postern.call.response.bytes");
        clients = TaggedCalls.upTo(properties.clients(), metrics, "client");
        targets = TaggedCalls.upTo(properties.targets(), metrics, "target");
    }

    private static Duration[] millis(double... bounds) {
        return Arrays.stream(bounds)
                .mapToObj(bound -> Duration.ofNanos((long) (bound * 1_000_000)))
                .toArray(Duration[]::new);
    }

    private static DistributionSummary bytes(MeterRegistry metrics, String name) {
        return DistributionSummary.builder(name)
                .description("Of the body that was passed on")
                .baseUnit("bytes")
                .register(metrics);
    }

    @Override
    public void ended(CallRecord call, CallOutcome outcome, long tookNanos) {
        calls[outcome.index()].record(tookNanos, TimeUnit.NANOSECONDS);
        if (call.sentAtNanos() != 0) {
            gatewayTime.record(call.sentAtNanos() - call.startedAtNanos(), TimeUnit.NANOSECONDS);
            UpstreamResult result = call.result();
            if (result != null) {
                upstreamTime.record(result.firstByte());
                requestBytes.record((double) result.requestBytes());
                responseBytes.record((double) result.responseBytes());
            }
        }
        ProxyPlan plan = call.plan();
        if (plan != null) {
            if (clients != null) {
                clients.ended(plan.clientId(), outcome, call.result());
            }
            if (targets != null) {
                targets.ended(plan.target().targetId(), outcome, call.result());
            }
        }
    }
}
