package io.postern.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

class TraceConfigurationTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @ParameterizedTest(name = "share {0}, follow {1}, caller {2}")
    @CsvSource({
        "1, true, none, true",
        "0, true, none, false",
        "0, true, sampled, true",
        "1, true, unsampled, false",
        "0, false, sampled, false",
        "1, false, unsampled, true"
    })
    void samplerWhenTheCallerHasDecidedThenItIsFollowedWhereItMayBe(
            double share, boolean follow, String caller, boolean traced) {
        TraceFlags flags = caller.equals("sampled") ? TraceFlags.getSampled() : TraceFlags.getDefault();
        Context parent = caller.equals("none")
                ? Context.root()
                : Context.root()
                        .with(Span.wrap(SpanContext.createFromRemoteParent(
                                TRACE, "b7ad6b7169203331", flags, TraceState.getDefault())));

        assertThat(TraceConfiguration.sampler(properties("http://127.0.0.1:1/v1/traces", null, share, follow))
                        .shouldSample(parent, TRACE, "GET", SpanKind.SERVER, Attributes.empty(), List.of())
                        .getDecision())
                .isEqualTo(traced ? SamplingDecision.RECORD_AND_SAMPLE : SamplingDecision.DROP);
    }

    @Test
    void tracerWhenThereIsNoEndpointThenNoCallHasATrace() {
        TraceProperties properties = properties(null, null, 1, true);
        TraceConfiguration configuration = new TraceConfiguration();
        CallTracer tracer = configuration.callTracer(
                configuration.tracerProvider(properties, new SimpleMeterRegistry(), "gateway"), properties);

        assertThat(tracer.begin("GET", new HttpHeaders(), "r1")).isSameAs(CallTrace.NONE);
        assertThat(CallTrace.NONE.id()).isNull();
    }

    @Test
    void tracerWhenALineOfTheHeadersIsNoneThenItDoesNotStart(@TempDir Path folder) throws Exception {
        Path headers = Files.writeString(folder.resolve("headers"), "Authorization Bearer secret\n");
        TraceProperties properties = properties("http://127.0.0.1:1/v1/traces", headers, 1, true);

        assertThatThrownBy(
                        () -> new TraceConfiguration().tracerProvider(properties, new SimpleMeterRegistry(), "gateway"))
                .hasMessageContaining("postern.gateway.trace.headers-file")
                .hasMessageNotContaining("secret");
    }

    private static TraceProperties properties(
            @Nullable String endpoint, @Nullable Path headers, double share, boolean follow) {
        return new TraceProperties(endpoint, headers, null, share, follow, Duration.ofSeconds(1), 16);
    }
}
