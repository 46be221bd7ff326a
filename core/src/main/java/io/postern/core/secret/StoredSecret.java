package io.postern.core.secret;

import java.time.Instant;

/**
 * A version that exists in a store, without its values.
 *
 * @param writtenAt by the store's clock
 */
public record StoredSecret(SecretRef ref, Instant writtenAt) {}
