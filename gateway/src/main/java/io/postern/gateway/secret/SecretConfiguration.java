package io.postern.gateway.secret;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretReader;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** The cache of secrets, over whichever store is configured. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecretCacheProperties.class)
class SecretConfiguration {

    @Bean
    SecretMeters secretMeters(MeterRegistry registry) {
        return new SecretMeters(registry);
    }

    @Bean
    LeasedSecrets leasedSecrets(ReferencedSecrets referenced, SecretCacheProperties properties, SecretMeters meters) {
        return new LeasedSecrets(referenced, properties, meters, Ticker.systemTicker(), Schedulers.parallel());
    }

    @Bean
    CredentialSecrets credentialSecrets(
            SecretReader reader,
            ReferencedSecrets referenced,
            LeasedSecrets leased,
            SecretCacheProperties properties,
            SecretMeters meters) {
        return new CredentialSecrets(reader, referenced, leased, properties, meters, Ticker.systemTicker());
    }
}
