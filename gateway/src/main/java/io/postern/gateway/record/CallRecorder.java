package io.postern.gateway.record;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.upstream.UpstreamResult;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Counts every call and writes its line, once. The logger {@code postern.calls} gets refused and broken calls at INFO
 * and answered ones at DEBUG; metrics carry the outcome and never a proxy, a path or anything of the caller's.
 */
public final class CallRecorder {

    private static final Logger CALLS = LoggerFactory.getLogger("postern.calls");

    private final Map<RefusalCode, Timer> refused = new EnumMap<>(RefusalCode.class);
    private final Timer[] answered = new Timer[6];
    private final Timer cancelled;
    private final Timer truncated;
    private final Timer gatewayTime;
    private final Timer upstreamTime;
    private final DistributionSummary requestBytes;
    private final DistributionSummary responseBytes;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final EndedCalls endedCalls;

    CallRecorder(MeterRegistry metrics, EndedCalls endedCalls) {
        this.endedCalls = endedCalls;
        for (RefusalCode code : RefusalCode.values()) {
            refused.put(code, calls(metrics, code.party().name().toLowerCase(java.util.Locale.ROOT), code.word()));
        }
        for (int hundred = 1; hundred < answered.length; hundred++) {
            answered[hundred] = calls(metrics, "answered", hundred + "xx");
        }
        cancelled = calls(metrics, "caller", "cancelled");
        truncated = calls(metrics, "upstream", "truncated");
        gatewayTime = Timer.builder("postern.call.gateway.time")
                .description("From the request's arrival until it is sent to the target")
                .register(metrics);
        upstreamTime = Timer.builder("postern.call.upstream.time")
                .description("From the request's sending until the target's answer begins")
                .register(metrics);
        requestBytes = bytes(metrics, "postern.call.request.bytes");
        responseBytes = bytes(metrics, "postern.call.response.bytes");
        metrics.gauge("postern.calls.in.flight", inFlight);
    }

    private static Timer calls(MeterRegistry metrics, String by, String outcome) {
        return Timer.builder("postern.calls")
                .description("Calls from arrival to end, by who ended them and how")
                .tag("by", by)
                .tag("outcome", outcome)
                .register(metrics);
    }

    private static DistributionSummary bytes(MeterRegistry metrics, String name) {
        return DistributionSummary.builder(name)
                .description("Of the body that was passed on")
                .baseUnit("bytes")
                .register(metrics);
    }

    /** A call has arrived; every call that begins here must {@link #end} here. */
    public CallRecord begin(String method) {
        inFlight.incrementAndGet();
        String requestId =
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
                        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return new CallRecord(requestId, method, System.nanoTime());
    }

    /** The call has ended, in whichever way. */
    public void end(CallRecord call) {
        inFlight.decrementAndGet();
        long now = System.nanoTime();
        long took = now - call.startedAtNanos();
        timer(call).record(took, TimeUnit.NANOSECONDS);
        if (call.sentAtNanos() != 0) {
            gatewayTime.record(call.sentAtNanos() - call.startedAtNanos(), TimeUnit.NANOSECONDS);
            UpstreamResult result = call.result();
            if (result != null) {
                upstreamTime.record(result.firstByte());
                requestBytes.record((double) result.requestBytes());
                responseBytes.record((double) result.responseBytes());
            }
        }
        log(call, took);
        call.ended(now);
        endedCalls.add(call);
    }

    private Timer timer(CallRecord call) {
        Refusal refusal = call.refusal();
        if (refusal != null) {
            return java.util.Objects.requireNonNull(refused.get(refusal.code()));
        }
        UpstreamResult result = call.result();
        if (result == null) {
            return cancelled;
        }
        if (!result.completed()) {
            return truncated;
        }
        return answered[Math.max(1, Math.min(5, result.status() / 100))];
    }

    private static void log(CallRecord call, long tookNanos) {
        Refusal refusal = call.refusal();
        UpstreamResult result = call.result();
        Level level = refusal == null && result != null && result.completed() ? Level.DEBUG : Level.INFO;
        if (!CALLS.isEnabledForLevel(level)) {
            return;
        }
        LoggingEventBuilder line = CALLS.atLevel(level)
                .addKeyValue("requestId", call.requestId())
                .addKeyValue("method", call.method())
                .addKeyValue("micros", TimeUnit.NANOSECONDS.toMicros(tookNanos));
        ProxyPlan plan = call.plan();
        if (plan != null) {
            line = line.addKeyValue("clientId", plan.clientId()).addKeyValue("proxyId", plan.proxyId());
        }
        if (call.path() != null) {
            line = line.addKeyValue("path", call.path());
        }
        if (result != null) {
            line = line.addKeyValue("status", result.status())
                    .addKeyValue("requestBytes", result.requestBytes())
                    .addKeyValue("responseBytes", result.responseBytes());
        }
        if (refusal != null) {
            line = line.addKeyValue("code", refusal.code().word()).addKeyValue("reason", refusal.message());
            for (Map.Entry<String, String> attribute : refusal.attributes().entrySet()) {
                line = line.addKeyValue(attribute.getKey(), attribute.getValue());
            }
            if (refusal.detail() != null) {
                line = line.addKeyValue("detail", refusal.detail());
            }
            line.log("refused");
        } else {
            line.log(result == null ? "cancelled by the caller" : result.completed() ? "answered" : "truncated");
        }
    }
}
