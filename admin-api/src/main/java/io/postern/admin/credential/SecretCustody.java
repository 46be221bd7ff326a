package io.postern.admin.credential;

import io.postern.admin.http.ApiException;
import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.credential.CredentialSpec;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.hash.CallerHasher;
import io.postern.core.plan.CallerHash;
import io.postern.core.secret.AllowedReferences;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretReference;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.core.secret.SecretWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps what was sent as {@code credentialSecret}: as a keyed hash where the gateway only compares, else in the secret
 * store. A value is durable before a row may name it, and is destroyed only when no row can.
 */
@Component
public class SecretCustody {

    private static final Logger log = LoggerFactory.getLogger(SecretCustody.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final SecretWriter store;
    private final CallerHasher hasher;
    private final AllowedReferences references;

    SecretCustody(SecretWriter store, CallerHasher hasher, AllowedReferences references) {
        this.store = store;
        this.hasher = hasher;
        this.references = references;
    }

    /** Where the secret of a credential lies in the store. */
    public static String path(String clientId, String credentialId) {
        return clientId + "/" + credentialId;
    }

    /**
     * Refuses a reference that a request writes to a secret which is not the client's to use. Whether there is one is not
     * looked at: the admin API may read no secret.
     */
    Mono<Void> check(WrittenSecret secret, ObjectNode sent) {
        SecretReference reference = secret.reference();
        if (reference == null || !sent.has(CredentialSecretRefField.FIELD)) {
            return Mono.empty();
        }
        return references
                .refusal(reference.clientId(), reference.path())
                .<Mono<Void>>map(refusal ->
                        Mono.error(InvalidFieldsException.of(refusal, CredentialSecretRefField.FIELD, "path")))
                .orElseGet(Mono::empty);
    }

    /** Keeps a secret; what the answer names is durable. No secret keeps nothing. */
    Mono<Kept> keep(String path, CredentialSpec spec, @Nullable SecretBundle secret) {
        if (secret == null) {
            return Mono.just(Kept.NOTHING);
        }
        if (spec instanceof CallerCredentialSpec caller) {
            Optional<SecretValue> comparable = caller.comparable(secret);
            if (comparable.isPresent()) {
                return Mono.fromCallable(() -> new Kept(null, hasher.hash(comparable.get())));
            }
        }
        return store.put(path, secret, OptionalLong.empty())
                .timeout(
                        TIMEOUT,
                        Mono.error(() -> new SecretStoreException(Reason.UNAVAILABLE, "no answer to a write in time")))
                .map(ref -> new Kept(ref, null));
    }

    /**
     * Destroys what was kept for a transaction that failed, where it is sure that it did. Where the connection broke it may
     * have been committed, and a row may name the version: that is left to the sweeper, which looks.
     */
    Mono<Void> discard(Kept kept, Throwable failure) {
        SecretRef ref = kept.ref();
        boolean certain = failure instanceof ApiException
                || failure instanceof InvalidFieldsException
                || failure instanceof DataIntegrityViolationException;
        if (ref == null || !certain) {
            return Mono.empty();
        }
        return quietly(store.destroy(ref), ref.path());
    }

    /** Destroys every version at these paths, after the rows that named them are gone. What fails is left to the sweeper. */
    public Mono<Void> destroyAll(Collection<String> paths) {
        return Flux.fromIterable(paths)
                .flatMap(path -> quietly(store.destroyAll(path), path), 8)
                .then();
    }

    private static Mono<Void> quietly(Mono<Void> destruction, String path) {
        return destruction.timeout(TIMEOUT).onErrorResume(failure -> {
            log.warn(
                    "secrets at {} could not be destroyed now: {}",
                    path,
                    failure.getClass().getName());
            return Mono.empty();
        });
    }

    /** Where a secret is now: at most one of the two. */
    record Kept(@Nullable SecretRef ref, @Nullable CallerHash hash) {

        static final Kept NOTHING = new Kept(null, null);
    }
}
