package io.postern.gateway.token;

import io.postern.core.credential.OAuth2Grant;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.key.JwtSigner;
import io.postern.core.key.PrivateKeys;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.token.TokenFailure.Cause;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Requests to the token endpoint (RFC 6749, section 3.2), with the client's authentication. */
final class OAuth2Requests {

    /** Of an assertion: it is for one request, and the clocks may differ. */
    private static final Duration ASSERTION_LIFE = Duration.ofMinutes(5);

    private static final String CLIENT_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final InstantSource clock;

    OAuth2Requests(InstantSource clock) {
        this.clock = clock;
    }

    /** RFC 6749, section 4.4.2. */
    TokenRequest clientCredentials(TokenNeed<OAuth2Spec> need) {
        List<Map.Entry<String, String>> form = form("client_credentials");
        addScopes(need.spec(), form);
        return request(need, form);
    }

    /**
     * RFC 7523, section 2.1. The scopes stand in the assertion too, where some servers look for them.
     *
     * @throws TokenFailure {@code CREDENTIAL} where the private key can't sign
     */
    TokenRequest jwtBearer(TokenNeed<OAuth2Spec> need) {
        OAuth2Spec spec = need.spec();
        String clientId = value(need, "clientId");
        ObjectNode claims = claims().put("iss", clientId)
                .put("sub", spec.subject() == null ? clientId : spec.subject())
                .put("aud", spec.audience() == null ? spec.tokenUrl().toString() : spec.audience());
        if (!spec.scopes().isEmpty()) {
            claims.put("scope", String.join(" ", spec.scopes()));
        }
        List<Map.Entry<String, String>> form = form(JWT_BEARER);
        form.add(Map.entry("assertion", signed(need, claims)));
        addScopes(spec, form);
        return request(need, form);
    }

    /** RFC 6749, section 6. */
    TokenRequest refresh(TokenNeed<OAuth2Spec> need, String refreshToken) {
        List<Map.Entry<String, String>> form = form("refresh_token");
        form.add(Map.entry("refresh_token", refreshToken));
        if (need.spec().grant() == OAuth2Grant.REFRESH_TOKEN) {
            addScopes(need.spec(), form);
        }
        return request(need, form);
    }

    /** RFC 6749, section 4.1.3, and RFC 7636, section 4.5. */
    TokenRequest code(TokenNeed<OAuth2Spec> need, AuthorizationCode code) {
        List<Map.Entry<String, String>> form = form("authorization_code");
        form.add(Map.entry("code", code.code().reveal()));
        form.add(Map.entry("redirect_uri", code.redirectUri().toString()));
        form.add(Map.entry("code_verifier", code.verifier().reveal()));
        return request(need, form);
    }

    private static List<Map.Entry<String, String>> form(String grant) {
        List<Map.Entry<String, String>> form = new ArrayList<>();
        form.add(Map.entry("grant_type", grant));
        return form;
    }

    private static void addScopes(OAuth2Spec spec, List<Map.Entry<String, String>> form) {
        if (!spec.scopes().isEmpty()) {
            form.add(Map.entry("scope", String.join(" ", spec.scopes())));
        }
    }

    private TokenRequest request(TokenNeed<OAuth2Spec> need, List<Map.Entry<String, String>> form) {
        OAuth2Spec spec = need.spec();
        TokenRequest request = TokenRequest.post(spec.tokenUrl());
        if (spec.audience() != null && spec.grant() != OAuth2Grant.JWT_BEARER) {
            form.add(Map.entry("audience", spec.audience()));
        }
        URI resource = spec.resource();
        if (resource != null) {
            form.add(Map.entry("resource", resource.toString()));
        }
        spec.parameters().forEach((name, value) -> form.add(Map.entry(name, value)));
        switch (spec.clientAuthentication()) {
            case BASIC -> request.header("Authorization", basic(need.secret()));
            case POST -> {
                form.add(Map.entry("client_id", value(need, "clientId")));
                form.add(Map.entry("client_secret", value(need, "clientSecret")));
            }
            case PRIVATE_KEY_JWT -> {
                String clientId = value(need, "clientId");
                form.add(Map.entry("client_id", clientId));
                form.add(Map.entry("client_assertion_type", CLIENT_ASSERTION));
                form.add(Map.entry(
                        "client_assertion",
                        signed(
                                need,
                                claims().put("iss", clientId)
                                        .put("sub", clientId)
                                        .put("aud", spec.tokenUrl().toString()))));
            }
            case NONE -> {
                if (spec.grant() != OAuth2Grant.JWT_BEARER) {
                    form.add(Map.entry("client_id", value(need, "clientId")));
                }
            }
        }
        return request.form(form);
    }

    private static String value(TokenNeed<OAuth2Spec> need, String name) {
        return need.secret().value(name).reveal();
    }

    /** RFC 6749, section 2.3.1: id and secret are form-encoded first, so that a colon in the id is no separator. */
    private static String basic(SecretBundle secret) {
        String pair = TokenRequest.encoded(secret.value("clientId").reveal()) + ":"
                + TokenRequest.encoded(secret.value("clientSecret").reveal());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 7523, section 3: an id of its own, so that it can be taken once only. */
    private ObjectNode claims() {
        long now = clock.instant().getEpochSecond();
        return JsonMapper.shared()
                .createObjectNode()
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now)
                .put("exp", now + ASSERTION_LIFE.toSeconds());
    }

    private static String signed(TokenNeed<OAuth2Spec> need, ObjectNode claims) {
        OAuth2Spec spec = need.spec();
        try {
            return JwtSigner.of(
                            Objects.requireNonNull(spec.algorithm()),
                            PrivateKeys.read(need.secret().value("privateKey")))
                    .sign(spec.keyId(), claims)
                    .reveal();
        } catch (InvalidFieldsException unusable) {
            // It says what is wrong with the key, and no part of it.
            throw new TokenFailure(Cause.CREDENTIAL, "privateKey: " + unusable.getMessage());
        }
    }
}
