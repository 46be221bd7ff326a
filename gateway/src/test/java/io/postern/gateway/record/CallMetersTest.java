package io.postern.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.trace.CallTrace;
import io.postern.gateway.upstream.UpstreamResult;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CallMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CallMeters meters = new CallMeters(registry, new RecordProperties(0, 0, 0, 0));

    @ParameterizedTest
    @EnumSource(RefusalCode.class)
    void endedWhenRefusedThenCountedForWhoHasToAct(RefusalCode code) {
        CallRecord call = call();
        call.refused(Refusal.of(code, "no"));
        end(call);

        assertThat(timer(code.party().name().toLowerCase(Locale.ROOT), code.word())
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"101, 1xx", "204, 2xx", "302, 3xx", "404, 4xx", "503, 5xx", "799, 5xx"})
    void endedWhenAnsweredThenCountedByTheAnswersHundred(int status, String outcome) {
        CallRecord call = call();
        call.sending();
        call.answered(new UpstreamResult(status, 3, 5, Duration.ofMillis(7), true));
        end(call);

        assertThat(timer("answered", outcome).count()).isEqualTo(1);
        assertThat(registry.get("postern.call.upstream.time").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(7);
        assertThat(registry.get("postern.call.gateway.time").timer().count()).isEqualTo(1);
        assertThat(registry.get("postern.call.request.bytes").summary().totalAmount())
                .isEqualTo(3);
        assertThat(registry.get("postern.call.response.bytes").summary().totalAmount())
                .isEqualTo(5);
    }

    @Test
    void endedWhenNobodyAnsweredThenTheCallerLeft() {
        end(call());

        assertThat(timer("caller", "cancelled").count()).isEqualTo(1);
    }

    @Test
    void metersWhenNoCallCameThenAreAllThereAlready() {
        int before = registry.getMeters().size();
        endedWhenNobodyAnsweredThenTheCallerLeft();

        assertThat(registry.getMeters()).hasSize(before);
    }

    private static CallRecord call() {
        return new CallRecord("r1", "GET", 0, CallTrace.NONE);
    }

    private void end(CallRecord call) {
        meters.ended(call, CallOutcome.of(call), 1_000);
    }

    private Timer timer(String by, String outcome) {
        return registry.get("postern.calls").tags("by", by, "outcome", outcome).timer();
    }
}
