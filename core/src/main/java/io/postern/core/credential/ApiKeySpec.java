package io.postern.core.credential;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An API key in a header or in the query. Secret: {@code key}.
 *
 * @param in {@code header} (the default) or {@code query}
 * @param name the header's or parameter's name; {@code X-API-Key} where it is left out for a header
 */
@CredentialKind(value = "apiKey", aliases = "key")
public record ApiKeySpec(@Nullable Place in, @Nullable String name) implements TargetCredentialSpec {

    public ApiKeySpec {
        if (in == null) {
            in = Place.HEADER;
        }
        if (name == null && in == Place.HEADER) {
            name = "X-API-Key";
        }
        in.checkOneOf("in", Place.HEADER, Place.QUERY);
        in.checkName("name", name);
    }

    /** Where the key is placed. */
    @Override
    public Place in() {
        return java.util.Objects.requireNonNull(in);
    }

    @Override
    public String name() {
        return java.util.Objects.requireNonNull(name);
    }

    @Override
    public Set<String> secretNames() {
        return Set.of("key");
    }
}
