package io.postern.core.credential;

import io.postern.core.secret.SecretBundle;
import java.util.Set;

/** User name and password in {@code Authorization: Basic} (RFC 7617), in UTF-8. Secret: {@code username}, {@code password}. */
@CredentialKind(value = "basicAuth", aliases = "basic")
public record BasicAuthSpec() implements TargetCredentialSpec {

    @Override
    public Set<String> secretNames() {
        return BasicAuthNames.NAMES;
    }

    @Override
    public void checkSecret(SecretBundle secret) {
        BasicAuthNames.check(secret);
    }
}
