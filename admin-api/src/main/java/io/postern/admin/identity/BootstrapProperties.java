package io.postern.admin.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The first user's token, {@code u-} and 43 or more characters of base64url. At most one of the two is given.
 *
 * @param userToken the first user's token, {@code u-} and 43 or more characters of base64url
 * @param userTokenFile or a file that holds it and nothing else
 */
@ConfigurationProperties("postern.admin.bootstrap")
record BootstrapProperties(
        @Nullable String userToken, @Nullable Path userTokenFile) {

    BootstrapProperties {
        if (userToken != null && !userToken.isEmpty() && userTokenFile != null) {
            throw new IllegalArgumentException("give postern.admin.bootstrap.user-token or user-token-file, not both");
        }
    }

    Optional<String> token() {
        String token = userToken;
        if (userTokenFile != null) {
            try {
                token = Files.readString(userTokenFile).strip();
            } catch (IOException e) {
                throw new UncheckedIOException("postern.admin.bootstrap.user-token-file can't be read", e);
            }
        }
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        if (!IssuedKey.USER_TOKEN.isWellFormed(token)) {
            throw new IllegalArgumentException(
                    "postern.admin.bootstrap: a user token is u- and 43 to 128 characters of base64url");
        }
        return Optional.of(token);
    }

    @Override
    public String toString() {
        return "BootstrapProperties[redacted]";
    }
}
