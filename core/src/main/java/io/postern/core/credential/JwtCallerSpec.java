package io.postern.core.credential;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.util.Optional;
import java.util.Set;

/** A fixed JWT, compared as a whole and not looked into that the caller shows. Secret: {@code token}. */
@CredentialKind("jwt")
public record JwtCallerSpec() implements CallerCredentialSpec {

    @Override
    public Set<String> secretNames() {
        return Set.of("token");
    }

    @Override
    public Optional<SecretValue> comparable(SecretBundle secret) {
        return Optional.of(secret.value("token"));
    }
}
