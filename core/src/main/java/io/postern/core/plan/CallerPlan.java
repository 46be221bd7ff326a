package io.postern.core.plan;

import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.secret.SecretSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a proxy knows its callers.
 *
 * @param credentialId the proxy credential
 * @param spec its kind and configuration
 * @param hashes keyed hashes of what a caller may show, the newest first; empty where the kind does not compare
 * @param secret where a kind that does not compare has its secret; null where it has none
 */
public record CallerPlan(
        String credentialId,
        CallerCredentialSpec spec,
        List<CallerHash> hashes,
        @Nullable SecretSource secret) {

    public CallerPlan {
        hashes = List.copyOf(hashes);
    }
}
