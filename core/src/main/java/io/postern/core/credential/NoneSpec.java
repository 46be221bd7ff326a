package io.postern.core.credential;

import java.util.Set;

/** Nothing is injected: the target needs no credential. */
@CredentialKind("none")
public record NoneSpec() implements TargetCredentialSpec {

    @Override
    public Set<String> secretNames() {
        return Set.of();
    }
}
