package io.postern.core.secret;

import reactor.core.publisher.Mono;

/**
 * Reads secrets that others keep. Whether the client may refer to the path is checked before every read, whatever was
 * checked when the reference was written.
 *
 * <p>Never completes empty. Fails with a {@link SecretStoreException}: {@code DENIED} where the path is not allowed or
 * Vault refuses it, {@code CORRUPT} where a field is missing or no text, or a lease comes where none is expected, or none
 * where one is.
 */
public interface ReferencedSecrets {

    /** The values as they are there now. */
    Mono<SecretBundle> read(StoredReference reference);

    /** New values, made for this call. */
    Mono<SecretLease> lease(LeasedReference reference);

    /** Refuses every reference with {@code DENIED}, for that reason: of a store that is no Vault. */
    static ReferencedSecrets none(String reason) {
        return new ReferencedSecrets() {
            @Override
            public Mono<SecretBundle> read(StoredReference reference) {
                return refused(reference);
            }

            @Override
            public Mono<SecretLease> lease(LeasedReference reference) {
                return refused(reference);
            }

            private <T> Mono<T> refused(SecretReference reference) {
                return Mono.error(() -> new SecretStoreException(
                        SecretStoreException.Reason.DENIED, reference.place() + ": " + reason));
            }
        };
    }
}
