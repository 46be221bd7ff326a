package io.postern.gateway.trace;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spans by OTLP. Without an endpoint nothing is made: no thread, no connection, no span. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TraceProperties.class)
class TraceConfiguration {

    @Bean
    SdkTracerProvider tracerProvider(
            TraceProperties properties, MeterRegistry metrics, @Value("${spring.application.name}") String name) {
        SdkTracerProviderBuilder builder = SdkTracerProvider.builder();
        String endpoint = properties.target();
        if (endpoint != null) {
            builder.setResource(Resource.getDefault()
                            .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), name))))
                    .setSampler(sampler(properties))
                    .addSpanProcessor(
                            BatchSpanProcessor.builder(new CountedExporter(exporter(endpoint, properties), metrics))
                                    .setMaxQueueSize(properties.maxWaiting())
                                    .setMaxExportBatchSize(Math.min(512, properties.maxWaiting()))
                                    .setScheduleDelay(Duration.ofSeconds(1))
                                    .setExporterTimeout(properties.timeout())
                                    .build());
        }
        return builder.build();
    }

    @Bean
    CallTracer callTracer(SdkTracerProvider provider, TraceProperties properties) {
        return properties.target() == null ? CallTracer.off() : new CallTracer(provider.get("io.postern.gateway"));
    }

    static Sampler sampler(TraceProperties properties) {
        Sampler share = Sampler.traceIdRatioBased(properties.sample());
        return properties.followCaller() ? Sampler.parentBased(share) : share;
    }

    private static OtlpHttpSpanExporter exporter(String endpoint, TraceProperties properties) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint)
                .setTimeout(properties.timeout())
                .setCompression("gzip");
        try {
            headers(properties.headersFile(), builder);
            if (properties.caFile() != null) {
                builder.setTrustedCertificates(Files.readAllBytes(properties.caFile()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("postern.gateway.trace: a file can't be read", e);
        }
        return builder.build();
    }

    private static void headers(@Nullable Path file, OtlpHttpSpanExporterBuilder to) throws IOException {
        if (file == null) {
            return;
        }
        for (String line : Files.readAllLines(file)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                to.addHeader(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            } else if (!line.isBlank()) {
                throw new IllegalStateException("postern.gateway.trace.headers-file: a line is not \"name: value\"");
            }
        }
    }
}
