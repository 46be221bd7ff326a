package io.postern.core.credential;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.util.Optional;
import java.util.Set;

/** An API key that the caller shows. Secret: {@code key}. */
@CredentialKind(value = "apiKey", aliases = "key")
public record ApiKeyCallerSpec() implements CallerCredentialSpec {

    @Override
    public Set<String> secretNames() {
        return Set.of("key");
    }

    @Override
    public Optional<SecretValue> comparable(SecretBundle secret) {
        return Optional.of(secret.value("key"));
    }
}
