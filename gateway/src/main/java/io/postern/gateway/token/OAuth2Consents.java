package io.postern.gateway.token;

import io.postern.core.credential.OAuth2Grant;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.secret.CredentialSecrets;
import io.postern.gateway.token.TokenFailure.Cause;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * The two steps of a consent that need the credential's secret (RFC 6749, section 4.1, with PKCE, RFC 7636): where the person
 * is sent to, and what is done with the code that comes back. Both fail with {@link TokenFailure}, or as
 * {@link CredentialSecrets} refuses.
 */
public final class OAuth2Consents {

    private final CredentialSecrets secrets;
    private final RefreshTokens refreshTokens;

    OAuth2Consents(CredentialSecrets secrets, RefreshTokens refreshTokens) {
        this.secrets = secrets;
        this.refreshTokens = refreshTokens;
    }

    /**
     * What a consent is asked for with.
     *
     * @param challenge of PKCE, S256
     */
    public record Request(String state, String challenge, URI redirectUri) {}

    /** The URL for the person's browser. It has the client id, which every browser that is sent there sees, and no secret. */
    public Mono<URI> url(InjectionPlan plan, Request request) {
        return need(plan).map(need -> url(need, request));
    }

    /** Exchanges the code, and keeps the refresh token; {@code ANSWER} where the server gives none. */
    public Mono<Void> finish(InjectionPlan plan, AuthorizationCode code) {
        return need(plan).flatMap(need -> refreshTokens.exchange(need, code)).then();
    }

    private Mono<TokenNeed<OAuth2Spec>> need(InjectionPlan plan) {
        if (!(plan.spec().placed() instanceof OAuth2Spec spec) || spec.grant() != OAuth2Grant.AUTHORIZATION_CODE) {
            return Mono.error(new TokenFailure(Cause.CREDENTIAL, "its grant is not authorization_code"));
        }
        return secrets.resolve(plan).map(Outcome::orRefuse).map(secret -> need(plan, spec, secret));
    }

    private static TokenNeed<OAuth2Spec> need(InjectionPlan plan, OAuth2Spec spec, SecretBundle secret) {
        try {
            return new TokenNeed<>(
                    plan.credentialId(),
                    spec,
                    plan.secret(),
                    secret,
                    plan.spec().clientCertificate(secret),
                    null);
        } catch (InvalidFieldsException | NoSuchElementException unusable) {
            // Both name the value and say what is wrong with it, and no more.
            throw new TokenFailure(Cause.CREDENTIAL, String.valueOf(unusable.getMessage()));
        }
    }

    private static URI url(TokenNeed<OAuth2Spec> need, Request request) {
        OAuth2Spec spec = need.spec();
        List<Map.Entry<String, String>> query = new ArrayList<>();
        query.add(Map.entry("response_type", "code"));
        query.add(Map.entry("client_id", need.secret().value("clientId").reveal()));
        query.add(Map.entry("redirect_uri", request.redirectUri().toString()));
        if (!spec.scopes().isEmpty()) {
            query.add(Map.entry("scope", String.join(" ", spec.scopes())));
        }
        if (spec.audience() != null) {
            query.add(Map.entry("audience", spec.audience()));
        }
        if (spec.resource() != null) {
            query.add(Map.entry("resource", spec.resource().toString()));
        }
        query.add(Map.entry("state", request.state()));
        query.add(Map.entry("code_challenge", request.challenge()));
        query.add(Map.entry("code_challenge_method", "S256"));
        // The configured URL may have parameters of its own, which stay (RFC 6749, section 3.1).
        String base = Objects.requireNonNull(spec.authorizationUrl()).toString();
        return URI.create(base
                + (base.contains("?") ? "&" : "?")
                + query.stream()
                        .map(pair -> pair.getKey() + "=" + TokenRequest.encoded(pair.getValue()))
                        .collect(Collectors.joining("&")));
    }
}
