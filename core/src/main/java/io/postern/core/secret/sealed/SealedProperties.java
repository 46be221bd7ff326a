package io.postern.core.secret.sealed;

import io.postern.core.secret.SecretValue;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the sealing keys are: in the one property or in the file, both in the form that {@link SealingKeys} describes.
 *
 * @param keys the sealing keys themselves; meant for an environment variable
 * @param keysFile or a file of them. With {@code postern.secrets.store=sealed} one of the two is required
 */
@ConfigurationProperties("postern.sealed")
public record SealedProperties(
        @Nullable SecretValue keys, @Nullable Path keysFile) {

    /**
     * Reads the keys.
     *
     * @throws IllegalStateException which names the setting, where neither or both are set, or the keys are not valid
     */
    SealingKeys sealingKeys() {
        if ((keys == null) == (keysFile == null)) {
            throw new IllegalStateException(
                    "postern.secrets.store=sealed needs either postern.sealed.keys-file or postern.sealed.keys");
        }
        try {
            return keys == null ? SealingKeys.read(Objects.requireNonNull(keysFile)) : SealingKeys.parse(keys.reveal());
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    (keys == null ? "postern.sealed.keys-file: " : "postern.sealed.keys: ") + e.getMessage(), e);
        }
    }
}
