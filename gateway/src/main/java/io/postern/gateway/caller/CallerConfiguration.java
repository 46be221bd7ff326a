package io.postern.gateway.caller;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.core.hash.CallerHasher;
import io.postern.gateway.upstream.GuardedFetch;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the kinds of caller credentials share. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SignerKeysProperties.class)
class CallerConfiguration {

    @Bean
    HashComparison hashComparison(CallerHasher hasher) {
        return new HashComparison(hasher, Clock.systemUTC());
    }

    @Bean
    ClaimChecks claimChecks() {
        return new ClaimChecks(Clock.systemUTC());
    }

    @Bean
    SignerKeysSource signerKeysSource(GuardedFetch fetch, SignerKeysProperties properties, MeterRegistry metrics) {
        return new SignerKeysSource(fetch, properties, Ticker.systemTicker(), metrics);
    }

    @Bean
    VerifiedTokens verifiedTokens(SignerKeysProperties properties) {
        return new VerifiedTokens(properties.maxVerifiedTokens(), properties.ttl(), Ticker.systemTicker());
    }
}
