package io.postern.gateway.token;

import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.FetchedTokenSpec;
import io.postern.core.credential.TargetCredentialSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** The source of every kind whose token is fetched. */
final class TokenSources {

    private final Map<Class<?>, TokenSource<?>> byKind;

    /** Sources of some kinds. @throws IllegalStateException where one has two */
    TokenSources(List<TokenSource<?>> sources) {
        Map<Class<?>, TokenSource<?>> found = new HashMap<>();
        for (TokenSource<?> source : sources) {
            if (found.put(source.spec(), source) != null) {
                throw new IllegalStateException(
                        "two token sources for " + source.spec().getSimpleName());
            }
        }
        byKind = Map.copyOf(found);
    }

    /**
     * The sources of a gateway.
     *
     * @throws IllegalStateException unless every kind that fetches tokens has exactly one source
     */
    static TokenSources complete(List<TokenSource<?>> sources) {
        TokenSources all = new TokenSources(sources);
        for (Class<?> kind : TargetCredentialSpec.class.getPermittedSubclasses()) {
            if (FetchedTokenSpec.class.isAssignableFrom(kind) && !all.byKind.containsKey(kind)) {
                throw new IllegalStateException("no token source for " + kind.getSimpleName());
            }
        }
        return all;
    }

    /** The names of the kinds. */
    Set<String> kinds() {
        return byKind.keySet().stream()
                .map(kind -> kind.asSubclass(TargetCredentialSpec.class))
                .map(CredentialKinds::nameOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    // Found by the spec's own class, so that it takes exactly this spec.
    @SuppressWarnings("unchecked")
    <S extends TargetCredentialSpec> Mono<FetchedToken> fetch(TokenNeed<S> need) {
        TokenSource<S> source = (TokenSource<S>) byKind.get(need.spec().getClass());
        if (source == null) {
            return Mono.error(new IllegalStateException(
                    "no token source for " + need.spec().getClass()));
        }
        return source.fetch(need);
    }
}
