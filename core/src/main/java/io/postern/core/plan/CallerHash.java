package io.postern.core.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The keyed hash of one value that a caller may show.
 *
 * @param keyId which key it was made with
 * @param hash Base64 of HMAC-SHA-256 over the value's UTF-8
 * @param validUntil null: until it is replaced; else the end of its grace after a rotation
 */
public record CallerHash(
        String keyId, String hash, @Nullable Instant validUntil) {}
