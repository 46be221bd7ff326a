package io.postern.gateway.token;

import io.postern.core.credential.TargetCredentialSpec;
import reactor.core.publisher.Mono;

/**
 * Gets tokens for one kind of credential: asks a server for them, or makes them itself. Keeps nothing between two fetches:
 * {@link FetchedTokens} keeps, renews, and lets only one fetch run at a time for a credential. One bean per kind; a gateway
 * without it does not start. Every source passes {@code TokenSourceContract}.
 *
 * @param <S> the kind, which is a {@code FetchedTokenSpec} too
 */
public interface TokenSource<S extends TargetCredentialSpec> {

    /** The kind it gets tokens for. */
    Class<S> spec();

    /**
     * A new token; never empty. What goes out passes {@link TokenEndpoint}. Fails with {@link TokenFailure}; no failure's text
     * has a secret or anything of an answer. Called on threads that must not be blocked.
     */
    Mono<FetchedToken> fetch(TokenNeed<S> need);
}
