package io.postern.core.secret.vault;

import io.postern.core.secret.AllowedReferences;
import io.postern.core.secret.LeasedReference;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretLease;
import io.postern.core.secret.SecretReference;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.core.secret.StoredReference;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Secrets in Vault that others keep: in KV engines of either version, and dynamic ones. No error repeats what Vault
 * answered; fields are named.
 */
final class VaultReferences implements ReferencedSecrets {

    private final VaultClient client;
    private final AllowedReferences allowed;

    VaultReferences(VaultClient client, AllowedReferences allowed) {
        this.client = client;
        this.allowed = allowed;
    }

    @Override
    public Mono<SecretBundle> read(StoredReference reference) {
        String what = "reading " + reference.place();
        boolean pinned = reference.version() != StoredReference.NEWEST;
        String query = pinned ? "?version=" + reference.version() : "";
        return call(what, reference, query).map(called -> {
            JsonNode body = called.answer().body();
            if (!body.path("lease_id").asString("").isEmpty()) {
                // Read again and again it would leave a lease behind each time.
                giveBack(called);
                throw corrupt(what, "it is a dynamic secret, and the reference does not say so");
            }
            JsonNode data = body.path("data");
            JsonNode version = data.at("/metadata/version");
            boolean versioned = version.isIntegralNumber() && data.path("data").isObject();
            if (pinned && !(versioned && version.longValue() == reference.version())) {
                throw corrupt(what, "there are no versions");
            }
            return bundle(what, reference, versioned ? data.path("data") : data);
        });
    }

    @Override
    public Mono<SecretLease> lease(LeasedReference reference) {
        String what = "leasing " + reference.place();
        return call(what, reference, "").map(called -> {
            JsonNode body = called.answer().body();
            if (body.path("lease_id").asString("").isEmpty()
                    || body.path("lease_duration").asLong(0) <= 0) {
                throw corrupt(what, "it comes without a lease");
            }
            try {
                return new VaultSecretLease(client, called, bundle(what, reference, body.path("data")));
            } catch (SecretStoreException e) {
                giveBack(called);
                throw e;
            }
        });
    }

    /** A lease that nobody can use; where this gateway may not revoke, it ends by itself. */
    private void giveBack(VaultClient.Called called) {
        new VaultSecretLease(client, called, SecretBundle.empty())
                .revoke()
                .subscribe(revoked -> {}, endsByItself -> {});
    }

    private Mono<VaultClient.Called> call(String what, SecretReference reference, String query) {
        return Mono.defer(() -> {
            allowed.refusal(reference.clientId(), reference.path()).ifPresent(refusal -> {
                throw new SecretStoreException(Reason.DENIED, what + ": " + refusal);
            });
            return client.called(what, HttpMethod.GET, reference.path() + query, null)
                    .doOnNext(called -> {
                        if (!called.answer().succeeded()) {
                            throw VaultErrors.refused(what, called.answer());
                        }
                    });
        });
    }

    private static SecretBundle bundle(String what, SecretReference reference, JsonNode values) {
        Map<String, SecretValue> bundle = new HashMap<>();
        reference.fields().forEach((name, field) -> {
            JsonNode value = values.path(field);
            if (!value.isValueNode() || value.isNull()) {
                throw corrupt(what, "there is no text in the field " + field);
            }
            bundle.put(name, SecretValue.of(value.asString()));
        });
        return SecretBundle.of(bundle);
    }

    private static SecretStoreException corrupt(String what, String why) {
        return new SecretStoreException(Reason.CORRUPT, what + ": " + why);
    }
}
