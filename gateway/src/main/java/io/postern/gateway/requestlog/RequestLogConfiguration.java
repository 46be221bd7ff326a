package io.postern.gateway.requestlog;

import io.micrometer.core.instrument.MeterRegistry;
import io.postern.gateway.database.UnpooledConnections;
import io.postern.gateway.failure.FailureWriter;
import io.postern.gateway.record.EndedCalls;
import io.postern.gateway.requestlog.RequestLogProperties.Detail;
import io.r2dbc.spi.ConnectionFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The request log, written over {@code spring.r2dbc.*} beside its pool; or none. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RequestLogProperties.class)
class RequestLogConfiguration {

    private static final String ENABLED = "postern.gateway.request-log.enabled";

    @Bean
    @ConditionalOnBooleanProperty(name = ENABLED, havingValue = false)
    EndedCalls noRequestLog() {
        return call -> {};
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = ENABLED, matchIfMissing = true)
    static class Written {

        @Bean
        RequestLogMeters requestLogMeters(MeterRegistry registry) {
            return new RequestLogMeters(registry);
        }

        @Bean
        RequestLog requestLog(RequestLogProperties properties, RequestLogMeters meters, FailureWriter failures) {
            String instance = properties.instance();
            return new RequestLog(
                    properties.capacity(),
                    properties.batch(),
                    instance == null ? hostName() : instance,
                    new RequestRow.Maker(properties.detail() == Detail.PATH, failures::status),
                    Clock.systemUTC(),
                    meters);
        }

        @Bean
        RequestLogWriter requestLogWriter(
                RequestLog log,
                RequestLogMeters meters,
                RequestLogProperties properties,
                ConnectionFactory connections) {
            return new RequestLogWriter(
                    log,
                    new RequestLogTable(UnpooledConnections.like(connections), properties.writeTimeout()),
                    meters,
                    properties);
        }
    }

    /** Of a pod, its name. */
    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
