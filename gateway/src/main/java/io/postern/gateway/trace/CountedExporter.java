package io.postern.gateway.trace;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Counts the spans that were sent, and those that could not be: {@code postern.traces.spans} by {@code how}. */
final class CountedExporter implements SpanExporter {

    private final SpanExporter exporter;
    private final Counter sent;
    private final Counter failed;

    CountedExporter(SpanExporter exporter, MeterRegistry metrics) {
        this.exporter = exporter;
        sent = counter(metrics, "sent");
        failed = counter(metrics, "failed");
    }

    private static Counter counter(MeterRegistry metrics, String how) {
        return Counter.builder("postern.traces.spans")
                .description("Spans by whether the collector took them")
                .tag("how", how)
                .register(metrics);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        int count = spans.size();
        return result.whenComplete(() -> (result.isSuccess() ? sent : failed).increment(count));
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
