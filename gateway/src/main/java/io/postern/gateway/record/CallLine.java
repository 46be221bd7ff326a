package io.postern.gateway.record;

import io.postern.core.plan.ProxyPlan;
import io.postern.core.request.EndedBy;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.upstream.UpstreamResult;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes a call's line to the logger {@code postern.calls}: at INFO where it was refused, broken off, or answered with a 5xx
 * status, and of all others for a share of them; at DEBUG for the rest. No header, no query, no body and no secret.
 */
final class CallLine implements CallObserver {

    private static final Logger CALLS = LoggerFactory.getLogger("postern.calls");

    private final double sample;

    /** @param sample the share of calls without a fault that get their line at INFO: 0 to 1 */
    CallLine(double sample) {
        this.sample = sample;
    }

    @Override
    public void ended(CallRecord call, CallOutcome outcome, long tookNanos) {
        Level level = outcome.fine() && !chosen() ? Level.DEBUG : Level.INFO;
        if (CALLS.isEnabledForLevel(level)) {
            write(CALLS.atLevel(level), call, outcome, tookNanos);
        }
    }

    private boolean chosen() {
        return sample > 0 && (sample >= 1 || ThreadLocalRandom.current().nextDouble() < sample);
    }

    private static void write(LoggingEventBuilder begun, CallRecord call, CallOutcome outcome, long tookNanos) {
        LoggingEventBuilder line = begun.addKeyValue("requestId", call.requestId());
        String traceId = call.trace().id();
        if (traceId != null) {
            line = line.addKeyValue("traceId", traceId);
        }
        line = line.addKeyValue("method", call.method())
                .addKeyValue("micros", TimeUnit.NANOSECONDS.toMicros(tookNanos))
                .addKeyValue("by", outcome.by().word());
        ProxyPlan plan = call.plan();
        if (plan != null) {
            line = line.addKeyValue("clientId", plan.clientId())
                    .addKeyValue("proxyId", plan.proxyId())
                    .addKeyValue("targetId", plan.target().targetId());
        }
        if (call.path() != null) {
            line = line.addKeyValue("path", call.path());
        }
        UpstreamResult result = call.result();
        if (result != null) {
            line = line.addKeyValue("status", result.status())
                    .addKeyValue("requestBytes", result.requestBytes())
                    .addKeyValue("responseBytes", result.responseBytes());
        }
        Refusal refusal = call.refusal();
        if (refusal != null) {
            refused(line, refusal).log("refused");
        } else {
            line.log(
                    !outcome.broken()
                            ? "answered"
                            : outcome.by() == EndedBy.CALLER ? "cancelled by the caller" : "truncated");
        }
    }

    private static LoggingEventBuilder refused(LoggingEventBuilder begun, Refusal refusal) {
        LoggingEventBuilder line =
                begun.addKeyValue("code", refusal.code().word()).addKeyValue("reason", refusal.message());
        for (Map.Entry<String, String> attribute : refusal.attributes().entrySet()) {
            line = line.addKeyValue(attribute.getKey(), attribute.getValue());
        }
        return refusal.detail() == null ? line : line.addKeyValue("detail", refusal.detail());
    }
}
