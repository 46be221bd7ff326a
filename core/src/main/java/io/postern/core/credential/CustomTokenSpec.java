package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token that one request fetches, whatever the API's login looks like. Secret: the names that the templates use, but for
 * {@code token}, which stands for the fetched token in {@code inject} and nowhere else.
 *
 * @param request the login
 * @param token where the token stands in its answer
 * @param lifetime how long it is good; null: as long as the gateway's {@code postern.gateway.tokens.default-lifetime}
 * @param inject 1 to 32 placements, one of which has {@code {{token}}}; {@code Authorization: Bearer} where left out
 */
@CredentialKind("customToken")
public record CustomTokenSpec(
        @Nullable LoginRequest request,
        @Nullable TokenPlace token,
        @Nullable TokenLifetime lifetime,
        @Nullable List<Placement> inject)
        implements TargetCredentialSpec, FetchedTokenSpec {

    public CustomTokenSpec {
        if (request == null) {
            throw InvalidFieldsException.of("is required", "request");
        }
        if (request.names().contains(TOKEN)) {
            throw InvalidFieldsException.of("must not use {{token}}: it is what the request fetches", "request");
        }
        if (token == null) {
            throw InvalidFieldsException.of("is required", "token");
        }
        inject = inject == null ? BEARER : List.copyOf(inject);
        if (inject.size() > 32) {
            throw InvalidFieldsException.of("has more than 32 placements", "inject");
        }
        if (inject.stream().noneMatch(placement -> placement.value().names().contains(TOKEN))) {
            throw InvalidFieldsException.of("must have {{token}} in one placement", "inject");
        }
    }

    @Override
    public LoginRequest request() {
        return Objects.requireNonNull(request);
    }

    @Override
    public TokenPlace token() {
        return Objects.requireNonNull(token);
    }

    @Override
    public List<Placement> inject() {
        return Objects.requireNonNull(inject);
    }

    @Override
    public Map<String, URI> addresses() {
        return Map.of("request.url", request().address());
    }

    @Override
    public Set<String> secretNames() {
        Set<String> names = new LinkedHashSet<>(request().names());
        inject().forEach(placement -> names.addAll(placement.value().names()));
        names.remove(TOKEN);
        return names;
    }
}
