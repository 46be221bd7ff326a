package io.postern.core.secret.vault;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.http.HttpMethod;
import org.springframework.vault.support.VaultToken;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/** A token that somebody else got for us: looked up, to know whether and when it must be renewed. */
final class TokenLogin implements VaultLogin {

    private final VaultConnection connection;
    private final Supplier<String> token;
    private final InstantSource clock;

    TokenLogin(VaultConnection connection, Supplier<String> token, InstantSource clock) {
        this.connection = connection;
        this.token = token;
        this.clock = clock;
    }

    @Override
    public Mono<VaultLease> login() {
        return Mono.fromSupplier(token)
                .subscribeOn(Schedulers.boundedElastic())
                .map(VaultToken::of)
                .flatMap(found -> connection
                        .send(found, HttpMethod.GET, "auth/token/lookup-self", null)
                        .map(answer -> lease(found, answer)));
    }

    private VaultLease lease(VaultToken found, VaultAnswer answer) {
        if (!answer.succeeded()) {
            throw VaultErrors.refused("the look-up of the token", answer);
        }
        JsonNode data = answer.body().path("data");
        return VaultLease.loggedIn(
                found,
                clock.instant(),
                Duration.ofSeconds(data.path("ttl").asLong(0)),
                data.path("renewable").asBoolean(false));
    }
}
