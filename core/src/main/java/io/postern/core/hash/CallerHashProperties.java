package io.postern.core.hash;

import io.postern.core.secret.SecretValue;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The keys that callers' credentials are hashed with. The admin API and every gateway need the same ones.
 *
 * @param keys required: a list of {@code id}, and {@code key} (Base64 of at least 32 bytes) or {@code key-file}. The
 *     first one hashes, all of them check: a new key is put first, and an old one is taken out when no hash names it
 *     any more
 */
@ConfigurationProperties("postern.caller-hash")
public record CallerHashProperties(@Nullable List<Key> keys) {

    public CallerHashProperties {
        keys = keys == null ? List.of() : List.copyOf(keys);
    }

    /** Never null: the component is nullable only for whoever binds it. */
    @Override
    public List<Key> keys() {
        return keys == null ? List.of() : keys;
    }

    /**
     * One key and the name that hashes know it by.
     *
     * @param id stands in each hash; a used one never gets another key
     * @param key Base64 of at least 32 random bytes; either this or the file
     * @param keyFile a file that holds the same text
     */
    public record Key(
            @Nullable String id,
            @Nullable SecretValue key,
            @Nullable Path keyFile) {}
}
