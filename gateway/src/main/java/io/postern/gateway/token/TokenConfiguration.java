package io.postern.gateway.token;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.core.secret.RotatingSecrets;
import io.postern.gateway.secret.CredentialSecrets;
import io.postern.gateway.upstream.GuardedRequests;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** Step 6: secrets and tokens. The sources are components of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TokenProperties.class)
class TokenConfiguration {

    @Bean
    TokenEndpoint tokenEndpoint(GuardedRequests requests, TokenProperties properties) {
        return new TokenEndpoint(requests, properties);
    }

    @Bean
    OAuth2Requests oauth2Requests() {
        return new OAuth2Requests(Clock.systemUTC());
    }

    @Bean
    RefreshTokens refreshTokens(
            TokenEndpoint endpoint, OAuth2Requests requests, RotatingSecrets rotating, TokenProperties properties) {
        return new RefreshTokens(endpoint, requests, rotating, properties, Clock.systemUTC(), Ticker.systemTicker());
    }

    @Bean
    FetchedTokens fetchedTokens(
            List<TokenSource<?>> sources,
            CredentialSecrets secrets,
            TokenProperties properties,
            MeterRegistry registry) {
        TokenSources all = TokenSources.complete(sources);
        return new FetchedTokens(
                all,
                secrets,
                properties,
                new TokenMeters(registry, all.kinds()),
                Ticker.systemTicker(),
                Schedulers.parallel());
    }

    @Bean
    OAuth2Consents oauth2Consents(CredentialSecrets stored, RefreshTokens refreshTokens) {
        return new OAuth2Consents(stored, refreshTokens);
    }

    @Bean
    TargetSecrets targetSecrets(CredentialSecrets stored, FetchedTokens fetched) {
        return new TargetSecrets(stored, fetched);
    }
}
