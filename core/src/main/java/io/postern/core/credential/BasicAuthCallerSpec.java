package io.postern.core.credential;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.util.Optional;
import java.util.Set;

/** User name and password (RFC 7617) that the caller shows. Secret: {@code username}, {@code password}. */
@CredentialKind(value = "basicAuth", aliases = "basic")
public record BasicAuthCallerSpec() implements CallerCredentialSpec {

    @Override
    public Set<String> secretNames() {
        return BasicAuthNames.NAMES;
    }

    @Override
    public void checkSecret(SecretBundle secret) {
        BasicAuthNames.check(secret);
    }

    /** {@code username:password}, as it stands in the header before Base64. */
    @Override
    public Optional<SecretValue> comparable(SecretBundle secret) {
        return Optional.of(SecretValue.of(secret.value("username").reveal() + ":"
                + secret.value("password").reveal()));
    }
}
