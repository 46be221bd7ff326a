package io.postern.gateway.secret;

import io.postern.core.credential.CredentialSpec;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that decides what a credential gets from its source.
 *
 * @param spec what the values are checked against after a read; null where they were checked when they were written
 */
record SecretKey(SecretSource source, @Nullable CredentialSpec spec) {

    static SecretKey of(SecretSource source, CredentialSpec spec) {
        return new SecretKey(source, source instanceof SecretRef ? null : spec);
    }

    /** Without the spec, whose many parts would be hashed with each call; few credentials have two at a time. */
    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SecretKey that
                && source.equals(that.source)
                && (spec == that.spec || Objects.equals(spec, that.spec));
    }
}
