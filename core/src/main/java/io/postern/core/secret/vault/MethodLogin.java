package io.postern.core.secret.vault;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.http.HttpMethod;
import org.springframework.vault.support.VaultToken;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/**
 * A login at one of Vault's auth methods. Spring Vault has these as authentication steps, but whatever carries out such
 * steps logs their values at debug level, and the secret id and the service account's token are among them.
 */
final class MethodLogin implements VaultLogin {

    private final VaultConnection connection;
    private final String path;
    private final Supplier<JsonNode> body;
    private final InstantSource clock;

    /**
     * Logs in at {@code auth/path/login}.
     *
     * @param body made anew for each login, from the files as they are then
     */
    MethodLogin(VaultConnection connection, String path, Supplier<JsonNode> body, InstantSource clock) {
        this.connection = connection;
        this.path = path;
        this.body = body;
        this.clock = clock;
    }

    @Override
    public Mono<VaultLease> login() {
        return Mono.fromSupplier(body)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(made -> connection.send(null, HttpMethod.POST, "auth/" + path + "/login", made))
                .map(this::lease);
    }

    private VaultLease lease(VaultAnswer answer) {
        JsonNode auth = answer.body().path("auth");
        if (!answer.succeeded() || !auth.has("client_token")) {
            throw VaultErrors.refusedLogin("the login at " + path, answer);
        }
        return VaultLease.loggedIn(
                VaultToken.of(auth.path("client_token").asString()),
                clock.instant(),
                Duration.ofSeconds(auth.path("lease_duration").asLong(0)),
                auth.path("renewable").asBoolean(false));
    }
}
