package io.postern.gateway.plan;

import org.jspecify.annotations.Nullable;

/**
 * A credential's row, as far as a plan needs it.
 *
 * @param config {@code credentialConfig}, as JSON
 * @param secret null where the kind has none, where only hashes of it are kept, or where there is a reference
 * @param reference {@code credentialSecretRef}, as JSON; null where there is none
 * @param callerHashes as JSON
 */
record CredentialRow(
        String credentialId,
        String clientId,
        String type,
        String authType,
        String defaultEffect,
        String config,
        @Nullable SecretColumns secret,
        @Nullable String reference,
        String callerHashes) {

    /** The three columns that name a secret. */
    record SecretColumns(String store, String path, long version) {}
}
