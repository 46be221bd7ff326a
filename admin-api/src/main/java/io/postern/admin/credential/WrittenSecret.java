package io.postern.admin.credential;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretReference;
import org.jspecify.annotations.Nullable;

/**
 * What a document says of the secret: at most one of the two.
 *
 * @param values new ones, to be kept
 * @param reference to a secret that somebody else keeps
 */
record WrittenSecret(
        @Nullable SecretBundle values, @Nullable SecretReference reference) {

    /** A PUT that says nothing of it leaves the secret as it is. */
    boolean isNothing() {
        return values == null && reference == null;
    }
}
