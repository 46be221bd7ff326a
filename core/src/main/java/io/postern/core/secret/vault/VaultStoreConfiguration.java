package io.postern.core.secret.vault;

import io.postern.core.secret.AllowedReferences;
import io.postern.core.secret.RotatingSecrets;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The store where {@code postern.secrets.store=vault}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "postern.secrets.store", havingValue = VaultSecretStore.NAME)
@EnableConfigurationProperties(VaultProperties.class)
public class VaultStoreConfiguration {

    /** One session for all that asks Vault. */
    @Bean
    VaultClient vaultClient(VaultProperties properties) {
        return new VaultClient(properties);
    }

    @Bean
    VaultSecretStore secretStore(VaultClient client, VaultProperties properties) {
        return new VaultSecretStore(client, properties.mount(), properties.prefix());
    }

    @Bean
    AllowedReferences allowedReferences(VaultProperties properties) {
        return properties.allowedReferences();
    }

    @Bean
    VaultReferences referencedSecrets(VaultClient client, AllowedReferences allowed) {
        return new VaultReferences(client, allowed);
    }

    @Bean
    RotatingSecrets rotatingSecrets(VaultSecretStore store) {
        return store.rotating();
    }
}
