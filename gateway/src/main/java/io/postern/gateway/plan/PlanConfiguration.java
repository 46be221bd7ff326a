package io.postern.gateway.plan;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
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
        return new PlanFollower(sync, new ChangeListener(unpooled(connections), properties, metrics), properties);
    }

    @Bean
    PlanHealth plansHealthIndicator(PlanTable table, PlanSync sync) {
        return new PlanHealth(table, sync);
    }

    /** Listening takes a connection for good, and one that a pool reset would listen no more. */
    static ConnectionFactory unpooled(ConnectionFactory connections) {
        OptionsCapableConnectionFactory capable = OptionsCapableConnectionFactory.unwrapFrom(connections);
        if (capable == null) {
            throw new IllegalStateException("spring.r2dbc.url is needed to listen for changes");
        }
        return unpooled(capable.getOptions());
    }

    static ConnectionFactory unpooled(ConnectionFactoryOptions options) {
        ConnectionFactoryOptions.Builder own =
                options.mutate().option(PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE, true);
        if (!options.hasOption(ConnectionFactoryOptions.CONNECT_TIMEOUT)) {
            own.option(ConnectionFactoryOptions.CONNECT_TIMEOUT, Duration.ofSeconds(5));
        }
        return ConnectionFactories.get(own.build());
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
