package io.postern.core.credential;

import java.util.Set;

/** A fixed JWT in {@code Authorization: Bearer}. Secret: {@code token}. */
@CredentialKind("jwt")
public record JwtSpec() implements TargetCredentialSpec {

    @Override
    public Set<String> secretNames() {
        return Set.of("token");
    }
}
