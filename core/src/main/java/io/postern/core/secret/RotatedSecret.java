package io.postern.core.secret;

import org.jspecify.annotations.Nullable;

/**
 * What a gateway has last written beside a credential's secret.
 *
 * @param version counted from 1 with each writing; 0: nothing was written yet
 * @param values null where nothing was written, or what was is gone
 */
public record RotatedSecret(long version, @Nullable SecretBundle values) {}
