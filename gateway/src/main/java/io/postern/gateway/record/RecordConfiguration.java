package io.postern.gateway.record;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RecordConfiguration {

    @Bean
    CallRecorder callRecorder(MeterRegistry metrics, EndedCalls endedCalls) {
        return new CallRecorder(metrics, endedCalls);
    }
}
