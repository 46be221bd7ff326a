package io.postern.core.secret.sealed;

import io.postern.core.secret.RotatingSecrets;
import io.r2dbc.spi.ConnectionFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The store where {@code postern.secrets.store=sealed}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "postern.secrets.store", havingValue = SealedSecretStore.NAME)
@EnableConfigurationProperties(SealedProperties.class)
public class SealedStoreConfiguration {

    @Bean
    SealedSecretStore secretStore(ConnectionFactory connections, SealedProperties properties) {
        return new SealedSecretStore(connections, properties.sealingKeys());
    }

    @Bean
    RotatingSecrets rotatingSecrets(ConnectionFactory connections, SealedProperties properties) {
        return new SealedRotatingSecrets(connections, properties.sealingKeys());
    }
}
