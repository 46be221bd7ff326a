package io.postern.gateway.plan;

import org.jspecify.annotations.Nullable;

/**
 * A credential's row, as far as a plan needs it.
 *
 * @param config {@code credentialConfig}, as JSON
 * @param secret null where the kind has none, or where only hashes of it are kept
 * @param callerHashes as JSON
 */
record CredentialRow(
        String credentialId,
        String type,
        String authType,
        String defaultEffect,
        String config,
        @Nullable SecretColumns secret,
        String callerHashes) {

    /** The three columns that name a secret. */
    record SecretColumns(String store, String path, long version) {}
}
