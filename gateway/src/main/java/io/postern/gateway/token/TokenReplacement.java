package io.postern.gateway.token;

import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import reactor.core.publisher.Mono;

/** How a call gets another token than the one that its target refused. */
@FunctionalInterface
public interface TokenReplacement {

    /** Another token and its values; {@code refused} itself where there is no other; or a refusal. Never empty, never fails. */
    Mono<Outcome<SecretBundle>> insteadOf(SecretBundle refused);
}
