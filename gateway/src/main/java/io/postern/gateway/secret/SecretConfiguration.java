package io.postern.gateway.secret;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretReader;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The cache of secrets, over whichever store is configured. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecretCacheProperties.class)
class SecretConfiguration {

    @Bean
    CredentialSecrets credentialSecrets(
            SecretReader reader,
            ReferencedSecrets referenced,
            SecretCacheProperties properties,
            MeterRegistry registry) {
        return new CredentialSecrets(reader, referenced, properties, new SecretMeters(registry), Ticker.systemTicker());
    }
}
