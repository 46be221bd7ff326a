package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token in {@code Authorization} (RFC 6750). Secret: {@code token}.
 *
 * @param prefix what stands before the token, with its space; {@code "Bearer "} where it is left out, and may be empty
 */
@CredentialKind("bearer")
public record BearerSpec(@Nullable String prefix) implements TargetCredentialSpec {

    public BearerSpec {
        if (prefix == null) {
            prefix = "Bearer ";
        }
        if (prefix.length() > 64 || prefix.chars().anyMatch(c -> c < 0x20 || c > 0x7E)) {
            throw InvalidFieldsException.of("must be at most 64 printable ASCII characters", "prefix");
        }
    }

    @Override
    public String prefix() {
        return Objects.requireNonNull(prefix);
    }

    @Override
    public Set<String> secretNames() {
        return Set.of("token");
    }

    /** Many of these tokens are JWTs. */
    @Override
    public @Nullable Instant storedEnd(SecretBundle secret) {
        return SecretEnds.ofJwt("token", secret);
    }
}
