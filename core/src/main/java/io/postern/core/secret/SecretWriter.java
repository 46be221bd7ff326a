package io.postern.core.secret;

import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The part of a secret store that the admin API has the rights for: it can't read a value back. */
public interface SecretWriter {

    /** The name that the references of this store carry. */
    String name();

    /**
     * Writes a new version and leaves every older one as it was. What the answer names is durable.
     *
     * @param path {@code clientId/credentialId}, see {@link SecretRef#checkPath}
     * @param expectedVersion check-and-set: fails with {@link SecretStoreException.Reason#CONFLICT} unless this is the
     *     newest version (0: the path was never written); empty: no check
     */
    Mono<SecretRef> put(String path, SecretBundle values, OptionalLong expectedVersion);

    /** Destroys one version's values for good. Nothing happens where they are gone already. */
    Mono<Void> destroy(SecretRef ref);

    /** Destroys every version at a path, and the path. Nothing happens where there is none. */
    Mono<Void> destroyAll(String path);

    /** Every version whose values still exist, for the sweeper of orphans; in no order. */
    Flux<StoredSecret> stored();
}
