package io.postern.gateway.token;

import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.core.secret.RotatedSecret;
import io.postern.core.secret.RotatingSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.gateway.upstream.AddressCheck;
import io.postern.gateway.upstream.GuardedRequestsForTests;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** Parts of step 6 as the application makes them. */
public final class Tokens {

    private Tokens() {}

    /** The way to token servers; this machine's own addresses are let through. */
    public static TokenEndpoint endpoint() {
        return endpoint((address, port) -> Optional.empty());
    }

    static TokenEndpoint endpoint(AddressCheck check) {
        return endpoint(check, TokenPropertiesTest.DEFAULTS);
    }

    static TokenEndpoint endpoint(AddressCheck check, TokenProperties properties) {
        return new TokenEndpoint(GuardedRequestsForTests.of(check), properties);
    }

    static OAuth2TokenSource oauth2(TokenEndpoint endpoint, RotatingSecrets rotating, TokenProperties properties) {
        OAuth2Requests requests = new OAuth2Requests(Clock.systemUTC());
        return new OAuth2TokenSource(endpoint, requests, refreshTokens(endpoint, rotating, properties), properties);
    }

    static RefreshTokens refreshTokens(TokenEndpoint endpoint, RotatingSecrets rotating, TokenProperties properties) {
        return new RefreshTokens(
                endpoint,
                new OAuth2Requests(Clock.systemUTC()),
                rotating,
                properties,
                Clock.systemUTC(),
                Ticker.systemTicker());
    }

    /** Rotating secrets in memory, for tests that are not about where they lie. */
    static final class InMemory implements RotatingSecrets {

        private final Map<String, RotatedSecret> kept = new ConcurrentHashMap<>();

        @Override
        public Mono<RotatedSecret> read(String path) {
            return Mono.fromSupplier(() -> kept.getOrDefault(path, new RotatedSecret(0, null)));
        }

        @Override
        public Mono<Long> write(String path, SecretBundle values, long expectedVersion) {
            return Mono.fromCallable(() -> kept.compute(path, (key, there) -> {
                        long version = there == null ? 0 : there.version();
                        if (version != expectedVersion) {
                            throw new SecretStoreException(Reason.CONFLICT, "another version");
                        }
                        return new RotatedSecret(version + 1, values);
                    })
                    .version());
        }
    }
}
