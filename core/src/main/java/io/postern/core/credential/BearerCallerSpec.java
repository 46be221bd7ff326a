package io.postern.core.credential;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.util.Optional;
import java.util.Set;

/** A bearer token (RFC 6750) that the caller shows. Secret: {@code token}. */
@CredentialKind("bearer")
public record BearerCallerSpec() implements CallerCredentialSpec {

    @Override
    public Set<String> secretNames() {
        return Set.of("token");
    }

    @Override
    public Optional<SecretValue> comparable(SecretBundle secret) {
        return Optional.of(secret.value("token"));
    }
}
