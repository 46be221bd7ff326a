package io.postern.gateway.token;

import io.postern.core.credential.JwtSpec;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Signs tokens itself; asks nobody. */
@Component
final class JwtTokenSource implements TokenSource<JwtSpec> {

    private final Clock clock;

    JwtTokenSource() {
        this(Clock.systemUTC());
    }

    JwtTokenSource(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Class<JwtSpec> spec() {
        return JwtSpec.class;
    }

    @Override
    public Mono<FetchedToken> fetch(TokenNeed<JwtSpec> need) {
        return Mono.fromCallable(() -> signed(need));
    }

    private FetchedToken signed(TokenNeed<JwtSpec> need) {
        JwtSpec spec = need.spec();
        Duration lifetime = Duration.ofSeconds(Objects.requireNonNull(spec.lifetimeSeconds()));
        Instant now = clock.instant();
        ObjectNode claims = spec.claims() == null
                ? JsonMapper.shared().createObjectNode()
                : spec.claims().deepCopy();
        claims.put("iat", now.getEpochSecond())
                .put("nbf", now.getEpochSecond())
                .put("exp", now.plus(lifetime).getEpochSecond())
                .put("jti", UUID.randomUUID().toString());
        try {
            SecretValue token = spec.signer(need.secret()).sign(spec.keyId(), claims);
            return new FetchedToken(token, lifetime);
        } catch (InvalidFieldsException | NoSuchElementException unusable) {
            // Both name the value and say what is wrong with it, and no more.
            throw new TokenFailure(TokenFailure.Cause.CREDENTIAL, String.valueOf(unusable.getMessage()));
        }
    }
}
