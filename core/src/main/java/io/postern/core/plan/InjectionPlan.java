package io.postern.core.plan;

import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.secret.SecretSource;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy shows to its target.
 *
 * @param secret null where the kind has none, as {@code none}
 */
public record InjectionPlan(
        String credentialId,
        TargetCredentialSpec spec,
        @Nullable SecretSource secret) {}
