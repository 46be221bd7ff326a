package io.postern.core.secret.vault;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The store where {@code postern.secrets.store=vault}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "postern.secrets.store", havingValue = VaultSecretStore.NAME)
@EnableConfigurationProperties(VaultProperties.class)
public class VaultStoreConfiguration {

    @Bean
    VaultSecretStore secretStore(VaultProperties properties) {
        return VaultSecretStore.create(properties);
    }
}
