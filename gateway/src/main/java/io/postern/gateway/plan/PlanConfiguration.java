package io.postern.gateway.plan;

import io.micrometer.core.instrument.MeterRegistry;
import io.postern.gateway.database.UnpooledConnections;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The plans, read over {@code spring.r2dbc.*}. The health contributor {@code plans} belongs into the readiness group. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({PlanProperties.class, RegionProperties.class})
class PlanConfiguration {

    @Bean
    PlanMetrics planMetrics(MeterRegistry registry) {
        return new PlanMetrics(registry, Clock.systemUTC());
    }

    @Bean
    PlanSync planSync(
            ConnectionFactory connections,
            PlanTable table,
            PlanMetrics metrics,
            PlanProperties properties,
            RegionProperties regions) {
        return new PlanSync(new PlanReader(connections, regions.region()), table, metrics, properties);
    }

    @Bean
    PlanFollower planFollower(
            ConnectionFactory connections, PlanSync sync, PlanMetrics metrics, PlanProperties properties) {
        // Listening takes a connection for good, and one that a pool reset would listen no more.
        return new PlanFollower(
                sync, new ChangeListener(UnpooledConnections.like(connections), properties, metrics), properties);
    }

    @Bean
    PlanHealth plansHealthIndicator(PlanTable table, PlanSync sync) {
        return new PlanHealth(table, sync);
    }

    @Bean
    TargetTestPlans targetTestPlans(ConnectionFactory connections) {
        return new TargetTestPlans(connections);
    }

    @Bean
    CredentialTestPlans credentialTestPlans(ConnectionFactory connections) {
        return new CredentialTestPlans(connections);
    }
}
