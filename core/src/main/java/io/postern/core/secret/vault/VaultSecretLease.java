package io.postern.core.secret.vault;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretLease;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import java.time.Duration;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A lease of Vault's. It ends with the token that it was given to, so it never counts on more than that token has left, and
 * is not renewed under the next one.
 */
final class VaultSecretLease implements SecretLease {

    private final VaultClient client;
    private final VaultLease holder;
    private final SecretBundle values;
    private final String id;
    private final boolean renewable;
    private final Duration first;
    private final Duration lifetime;

    VaultSecretLease(VaultClient client, VaultClient.Called given, SecretBundle values) {
        JsonNode body = given.answer().body();
        this.client = client;
        this.holder = given.lease();
        this.values = values;
        id = body.path("lease_id").asString("");
        renewable = body.path("renewable").asBoolean(false);
        first = duration(body);
        lifetime = shorter(first, client.remaining(holder));
    }

    private VaultSecretLease(VaultSecretLease before, VaultLease holder, Duration duration) {
        this.client = before.client;
        this.holder = holder;
        this.values = before.values;
        id = before.id;
        renewable = before.renewable;
        first = before.first;
        lifetime = shorter(duration, client.remaining(holder));
    }

    @Override
    public SecretBundle values() {
        return values;
    }

    @Override
    public Duration lifetime() {
        return lifetime;
    }

    @Override
    public Mono<SecretLease> renewed() {
        if (!renewable) {
            return Mono.error(() -> over("it can't be renewed"));
        }
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("lease_id", id).put("increment", first.toSeconds());
        return client.called("renewing a lease", HttpMethod.PUT, "sys/leases/renew", body)
                .map(this::renewed);
    }

    private SecretLease renewed(VaultClient.Called called) {
        if (!called.answer().succeeded()) {
            SecretStoreException refusal = VaultErrors.refused("renewing a lease", called.answer());
            // A lease that is over is 400, as is one that can't be renewed.
            throw refusal.reason() == Reason.UNAVAILABLE
                    ? refusal
                    : over("Vault refuses it (" + called.answer().status() + ")");
        }
        if (!called.lease().token().equals(holder.token())) {
            throw over("the token that it was given to has been replaced");
        }
        Duration duration = duration(called.answer().body());
        if (duration.multipliedBy(2).compareTo(first) < 0) {
            throw over("it nears the longest that it may last");
        }
        return new VaultSecretLease(this, called.lease(), duration);
    }

    @Override
    public Mono<Void> revoke() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("lease_id", id);
        return client.called("revoking a lease", HttpMethod.PUT, "sys/leases/revoke", body)
                .doOnNext(called -> {
                    if (!called.answer().succeeded()) {
                        throw VaultErrors.refused("revoking a lease", called.answer());
                    }
                })
                .then();
    }

    private static Duration duration(JsonNode body) {
        return Duration.ofSeconds(body.path("lease_duration").asLong(0));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static SecretStoreException over(String why) {
        return new SecretStoreException(Reason.NOT_FOUND, "renewing a lease: " + why);
    }

    /** Without its id, with which it could be ended, and without the values. */
    @Override
    public String toString() {
        return "VaultSecretLease[" + lifetime + "]";
    }
}
