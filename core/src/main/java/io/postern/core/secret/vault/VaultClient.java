package io.postern.core.secret.vault;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/** Calls Vault's API under a token that is kept valid, and once more under a new one where the first is refused. */
final class VaultClient implements AutoCloseable {

    private final VaultConnection connection;
    private final VaultSession session;
    private final InstantSource clock;

    VaultClient(VaultProperties properties) {
        VaultLogins.check(properties);
        Scheduler scheduler = Schedulers.parallel();
        clock = () -> Instant.ofEpochMilli(scheduler.now(TimeUnit.MILLISECONDS));
        connection = new VaultConnection(properties);
        session = new VaultSession(VaultLogins.of(properties, connection, clock), this::renew, scheduler);
    }

    /** An answer, and the token that it was given to. */
    record Called(VaultLease lease, VaultAnswer answer) {}

    /**
     * Answers whatever the status. Fails with {@code SecretStoreException} where there is no answer or no token.
     *
     * @param what for the text of an error
     */
    Mono<VaultAnswer> call(String what, HttpMethod method, String path, @Nullable JsonNode body) {
        return called(what, method, path, body).map(Called::answer);
    }

    /** The same, for what hangs on the token. */
    Mono<Called> called(String what, HttpMethod method, String path, @Nullable JsonNode body) {
        return session.lease()
                .flatMap(lease -> send(lease, method, path, body)
                        .map(answer -> new Called(lease, answer))
                        .flatMap(called -> called.answer().status() != 403
                                ? Mono.just(called)
                                : session.afterRefusal(lease)
                                        .flatMap(fresh -> send(fresh, method, path, body)
                                                .map(answer -> new Called(fresh, answer)))
                                        .defaultIfEmpty(called)))
                .onErrorMap(error -> VaultErrors.failed(what, error));
    }

    /** How long a token still lasts if nobody renews it. */
    Duration remaining(VaultLease lease) {
        return lease.ends()
                ? Duration.between(clock.instant(), lease.from().plus(lease.lifetime()))
                : ChronoUnit.FOREVER.getDuration();
    }

    private Mono<VaultAnswer> send(VaultLease lease, HttpMethod method, String path, @Nullable JsonNode body) {
        return connection.send(lease.token(), method, path, body);
    }

    private Mono<VaultLease> renew(VaultLease lease) {
        return send(lease, HttpMethod.POST, "auth/token/renew-self", null)
                .map(answer -> {
                    if (!answer.succeeded()) {
                        throw VaultErrors.refused("the renewal", answer);
                    }
                    JsonNode auth = answer.body().path("auth");
                    return lease.renewed(
                            clock.instant(),
                            Duration.ofSeconds(auth.path("lease_duration").asLong(0)));
                })
                .onErrorMap(error -> VaultErrors.failed("the renewal", error));
    }

    @Override
    public void close() {
        session.close();
        connection.close();
    }
}
