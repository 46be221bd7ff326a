package io.postern.gateway.token;

import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.secret.SecretSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that decides which token a credential gets. */
record TokenKey(String credentialId, @Nullable SecretSource secret, TargetCredentialSpec spec) {

    /** The kind that a token is fetched for: the credential's own, or the one that it is combined with. */
    TargetCredentialSpec fetched() {
        return spec.placed();
    }

    /** Without the spec, whose many parts would be hashed with each call; few credentials have two at a time. */
    @Override
    public int hashCode() {
        return credentialId.hashCode() * 31 + (secret == null ? 0 : secret.hashCode());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenKey that
                && credentialId.equals(that.credentialId)
                && Objects.equals(secret, that.secret)
                && (spec == that.spec || spec.equals(that.spec));
    }
}
