package io.postern.admin;

import io.postern.admin.command.Commands;
import io.postern.core.hash.configuration.CallerHashConfiguration;
import io.postern.core.process.StopSignals;
import io.postern.core.secret.configuration.SecretStoreConfiguration;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The control plane: REST in, PostgreSQL and the secret store out, and a change feed for the gateways. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
@Import({SecretStoreConfiguration.class, CallerHashConfiguration.class})
public class AdminApiApplication {

    public static void main(String[] args) {
        if (Commands.named(args)) {
            System.exit(Commands.run(args));
        }
        // Not for commands: one that was stopped has not done what it was asked for.
        StopSignals.install();
        SpringApplication.run(AdminApiApplication.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
