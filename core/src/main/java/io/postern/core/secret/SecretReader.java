package io.postern.core.secret;

import reactor.core.publisher.Mono;

/** The part of a secret store that a gateway has the rights for. */
public interface SecretReader {

    /**
     * The values of one version, always the same ones for the same reference.
     *
     * <p>Never completes empty. Fails with a {@link SecretStoreException} that says which of its causes it was; the
     * exception's text holds no secret.
     */
    Mono<SecretBundle> read(SecretRef ref);
}
