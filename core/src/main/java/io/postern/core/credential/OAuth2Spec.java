package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token of an OAuth 2.0 server (RFC 6749) in {@code Authorization: Bearer}. Secret: {@code clientId}; {@code clientSecret}
 * with {@code basic} and {@code post}; {@code refreshToken} with the grant {@code refresh_token}; {@code privateKey} with
 * {@code private_key_jwt} and the grant {@code jwt_bearer}.
 *
 * @param grant {@code client_credentials} where it is left out
 * @param tokenUrl where tokens come from
 * @param authorizationUrl where a person consents; with the grant {@code authorization_code} only
 * @param scopes what to ask for; empty: what the server gives by itself
 * @param audience of {@code jwt_bearer}, the assertion's {@code aud} ({@code tokenUrl} where left out); else a parameter of that
 *     name, which some servers want
 * @param resource the API that the token is for (RFC 8707)
 * @param subject the assertion's {@code sub} with {@code jwt_bearer}; the client id where left out
 * @param parameters further ones of the token request
 * @param clientAuthentication {@code basic} where left out; {@code none} with {@code jwt_bearer}
 * @param algorithm that {@code privateKey} signs with; {@code RS256} where left out
 * @param keyId the {@code kid} of what it signs; null: none
 */
@CredentialKind("oauth2")
public record OAuth2Spec(
        @Nullable OAuth2Grant grant,
        @Nullable URI tokenUrl,
        @Nullable URI authorizationUrl,
        @Nullable List<String> scopes,
        @Nullable String audience,
        @Nullable URI resource,
        @Nullable String subject,
        @Nullable Map<String, String> parameters,
        @Nullable ClientAuthentication clientAuthentication,
        @Nullable String algorithm,
        @Nullable String keyId)
        implements TargetCredentialSpec, FetchedTokenSpec {

    /** What the gateway itself puts into a token request. */
    private static final Set<String> OWN = Set.of(
            "grant_type",
            "client_id",
            "client_secret",
            "client_assertion",
            "client_assertion_type",
            "assertion",
            "refresh_token",
            "code",
            "code_verifier",
            "redirect_uri",
            "scope",
            "audience",
            "resource");

    public OAuth2Spec {
        if (grant == null) {
            grant = OAuth2Grant.CLIENT_CREDENTIALS;
        }
        HttpUrls.check(tokenUrl, "tokenUrl");
        if (grant == OAuth2Grant.AUTHORIZATION_CODE) {
            HttpUrls.check(authorizationUrl, "authorizationUrl");
        } else if (authorizationUrl != null) {
            throw InvalidFieldsException.of("goes with the grant authorization_code only", "authorizationUrl");
        }
        scopes = scopes == null ? List.of() : List.copyOf(scopes);
        checkScopes(scopes);
        checkText(audience, "audience");
        checkText(subject, "subject");
        checkText(keyId, "keyId");
        if (resource != null && (!resource.isAbsolute() || resource.getRawFragment() != null)) {
            throw InvalidFieldsException.of(
                    "must be an absolute URI without a fragment (RFC 8707, section 2)", "resource");
        }
        parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        checkParameters(parameters);
        boolean assertion = grant == OAuth2Grant.JWT_BEARER;
        if (clientAuthentication == null) {
            clientAuthentication = assertion ? ClientAuthentication.NONE : ClientAuthentication.BASIC;
        }
        if (clientAuthentication == ClientAuthentication.NONE && grant == OAuth2Grant.CLIENT_CREDENTIALS) {
            // RFC 6749, section 4.4
            throw InvalidFieldsException.of("must not be none with client_credentials", "clientAuthentication");
        }
        if (!assertion && subject != null) {
            throw InvalidFieldsException.of("goes with the grant jwt_bearer only", "subject");
        }
        boolean signs = assertion || clientAuthentication == ClientAuthentication.PRIVATE_KEY_JWT;
        if (signs) {
            algorithm = algorithm == null ? "RS256" : algorithm;
            SigningAlgorithms.check(algorithm, "algorithm");
        } else if (algorithm != null || keyId != null) {
            throw InvalidFieldsException.of(
                    "goes with private_key_jwt or jwt_bearer only", algorithm != null ? "algorithm" : "keyId");
        }
    }

    private static void checkScopes(List<String> scopes) {
        for (int i = 0; i < scopes.size(); i++) {
            // RFC 6749, section 3.3: scope-token
            if (scopes.get(i).isEmpty()
                    || scopes.get(i).chars().anyMatch(ch -> ch < 0x21 || ch > 0x7E || ch == '"' || ch == '\\')) {
                throw InvalidFieldsException.of(
                        "must be one scope, without spaces (RFC 6749, section 3.3)", "scopes", Integer.toString(i));
            }
        }
    }

    private static void checkParameters(Map<String, String> parameters) {
        Map<String, String> checked = new HashMap<>(parameters);
        checked.keySet().retainAll(OWN);
        if (!checked.isEmpty()) {
            throw InvalidFieldsException.of(
                    "is set by the gateway itself",
                    "parameters",
                    checked.keySet().iterator().next());
        }
        if (parameters.containsKey("")) {
            throw InvalidFieldsException.of("has a parameter without a name", "parameters");
        }
    }

    private static void checkText(@Nullable String text, String field) {
        if (text != null
                && (text.isEmpty() || text.length() > 2048 || text.chars().anyMatch(ch -> ch < 0x20))) {
            throw InvalidFieldsException.of("must be 1 to 2048 characters without control characters", field);
        }
    }

    @Override
    public OAuth2Grant grant() {
        return Objects.requireNonNull(grant);
    }

    @Override
    public URI tokenUrl() {
        return Objects.requireNonNull(tokenUrl);
    }

    @Override
    public List<String> scopes() {
        return Objects.requireNonNull(scopes);
    }

    @Override
    public Map<String, String> parameters() {
        return Objects.requireNonNull(parameters);
    }

    @Override
    public ClientAuthentication clientAuthentication() {
        return Objects.requireNonNull(clientAuthentication);
    }

    @Override
    public Map<String, URI> addresses() {
        return Map.of("tokenUrl", tokenUrl());
    }

    @Override
    public List<Placement> inject() {
        return BEARER;
    }

    @Override
    public Set<String> secretNames() {
        Set<String> names = new LinkedHashSet<>();
        names.add("clientId");
        if (clientAuthentication() == ClientAuthentication.BASIC
                || clientAuthentication() == ClientAuthentication.POST) {
            names.add("clientSecret");
        }
        if (grant() == OAuth2Grant.REFRESH_TOKEN) {
            names.add("refreshToken");
        }
        if (algorithm != null) {
            names.add("privateKey");
        }
        return names;
    }

    @Override
    public Object secretForm() {
        return algorithm == null ? "" : algorithm;
    }

    @Override
    public void checkSecret(SecretBundle secret) {
        SecretChecks.names(secretNames(), secret);
        SecretChecks.fieldValues(secret.without("privateKey"));
        if (algorithm != null) {
            SigningAlgorithms.checkKey(
                    PrivateKeyPem.parse(secret.value("privateKey").reveal(), "privateKey"), algorithm, "privateKey");
        }
    }
}
