package io.postern.gateway.token;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretSource;
import org.jspecify.annotations.Nullable;

/**
 * The credential that needs a token: all that a source is told.
 *
 * @param ref where its secret lies; null where the kind has none
 * @param secret its values as they are stored
 */
public record TokenNeed<S>(
        String credentialId, S spec, @Nullable SecretSource ref, SecretBundle secret) {}
