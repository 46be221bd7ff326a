package io.postern.gateway.record;

import io.micrometer.core.instrument.MeterRegistry;
import io.postern.gateway.expiry.ExpiryMeters;
import io.postern.gateway.expiry.ExpirySource;
import io.postern.gateway.failure.FailureWriter;
import io.postern.gateway.plan.PlanTable;
import io.postern.gateway.secret.CredentialSecrets;
import io.postern.gateway.secret.StoredEnds;
import io.postern.gateway.trace.CallTracer;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecordProperties.class)
class RecordConfiguration {

    @Bean
    CallMeters callMeters(MeterRegistry metrics, RecordProperties properties) {
        return new CallMeters(metrics, properties);
    }

    @Bean
    CallLine callLine(RecordProperties properties) {
        return new CallLine(properties.logSample());
    }

    @Bean
    CallSpans callSpans(FailureWriter failures) {
        return new CallSpans(failures::status);
    }

    @Bean
    CallRecorder callRecorder(
            MeterRegistry metrics, CallTracer tracer, List<CallObserver> observers, EndedCalls endedCalls) {
        return new CallRecorder(metrics, tracer, observers, endedCalls);
    }

    @Bean
    StoredEnds storedEnds(PlanTable plans, CredentialSecrets secrets) {
        return new StoredEnds(plans, secrets);
    }

    @Bean
    ExpiryMeters expiryMeters(MeterRegistry metrics, List<ExpirySource> sources, RecordProperties properties) {
        return new ExpiryMeters(metrics, sources, properties.expiring());
    }
}
