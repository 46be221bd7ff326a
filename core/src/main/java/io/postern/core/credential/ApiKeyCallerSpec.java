package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An API key that the caller shows. Secret: {@code key}. It may always stand in {@code Authorization} and {@code X-API-Key};
 * an SDK that has another place for its key, such as {@code PRIVATE-TOKEN}, is told to the gateway here.
 *
 * @param in {@code header} (the default where there is a name) or {@code query}
 * @param name a further header or query parameter that the key may stand in; null: none
 */
@CredentialKind(value = "apiKey", aliases = "key")
public record ApiKeyCallerSpec(@Nullable Place in, @Nullable String name) implements CallerCredentialSpec {

    public ApiKeyCallerSpec {
        if (in == null && name != null) {
            in = Place.HEADER;
        }
        if (in != null) {
            in.checkOneOf("in", Place.HEADER, Place.QUERY);
            in.checkName("name", name);
            if (name != null && name.chars().anyMatch(c -> c < 0x21 || c > 0x7E)) {
                throw InvalidFieldsException.of("must be printable ASCII without spaces", "name");
            }
        }
    }

    /** A key that stands in the places that every caller may use. */
    public static ApiKeyCallerSpec inUsualPlaces() {
        return new ApiKeyCallerSpec(null, null);
    }

    @Override
    public Optional<CallerPlace> ownPlace() {
        return in == null || name == null ? Optional.empty() : Optional.of(new CallerPlace(in, name));
    }

    @Override
    public Set<String> secretNames() {
        return Set.of("key");
    }

    @Override
    public Optional<SecretValue> comparable(SecretBundle secret) {
        return Optional.of(secret.value("key"));
    }
}
