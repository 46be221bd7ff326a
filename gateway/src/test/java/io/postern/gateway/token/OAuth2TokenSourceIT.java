package io.postern.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.postern.core.credential.ClientAuthentication;
import io.postern.core.credential.OAuth2Grant;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretSource;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.token.TokenFailure.Cause;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Against Spring Authorization Server; and against a server that answers as it is told, for what a real one never says. */
class OAuth2TokenSourceIT extends TokenSourceContract<OAuth2Spec> {

    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    /** RFC 7636, appendix B. */
    static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static AuthorizationServer server;

    private final Tokens.InMemory rotating = new Tokens.InMemory();
    private final OAuth2TokenSource source = Tokens.oauth2(Tokens.endpoint(), rotating, TokenPropertiesTest.DEFAULTS);

    @BeforeAll
    static void start() throws Exception {
        server = new AuthorizationServer();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected TokenSource<OAuth2Spec> source() {
        return source;
    }

    @Override
    protected OAuth2Spec spec() {
        return spec(OAuth2Grant.CLIENT_CREDENTIALS, ClientAuthentication.BASIC, server.tokenUrl());
    }

    @Override
    protected SecretBundle secret() {
        return secret(Map.of());
    }

    @Override
    protected List<SecretBundle> wrongSecrets() {
        return List.of(
                secret(Map.of("clientSecret", "wrong-S3cret")), secret(Map.of("clientId", "unknown-client-S3cret")));
    }

    private static SecretBundle secret(Map<String, String> more) {
        Map<String, SecretValue> values = new HashMap<>();
        values.put("clientId", SecretValue.of(AuthorizationServer.CLIENT_ID));
        values.put("clientSecret", SecretValue.of(AuthorizationServer.CLIENT_SECRET));
        more.forEach((name, value) -> values.put(name, SecretValue.of(value)));
        return SecretBundle.of(values);
    }

    private static OAuth2Spec spec(OAuth2Grant grant, ClientAuthentication authentication, URI tokenUrl) {
        return spec(grant, authentication, tokenUrl, null);
    }

    private static OAuth2Spec spec(
            OAuth2Grant grant, ClientAuthentication authentication, URI tokenUrl, @Nullable String keyId) {
        return new OAuth2Spec(
                grant,
                tokenUrl,
                grant == OAuth2Grant.AUTHORIZATION_CODE ? URI.create("https://auth.example/authorize") : null,
                List.of("orders.read"),
                null,
                null,
                null,
                null,
                authentication,
                null,
                keyId);
    }

    private static TokenNeed<OAuth2Spec> need(OAuth2Spec spec, SecretBundle secret) {
        return need(spec, secret, new SecretRef("test", UUID.randomUUID() + "/cred_1", 1), null);
    }

    private static TokenNeed<OAuth2Spec> need(
            OAuth2Spec spec, SecretBundle secret, SecretSource ref, @Nullable SecretValue previous) {
        return new TokenNeed<>("cred_1", spec, ref, secret, null, previous);
    }

    private String token(TokenNeed<OAuth2Spec> need) {
        return Objects.requireNonNull(source.fetch(need).block(Duration.ofSeconds(30)))
                .value()
                .reveal();
    }

    private TokenFailure failure(TokenNeed<OAuth2Spec> need) {
        return failure(source, need);
    }

    private static TokenFailure failure(OAuth2TokenSource source, TokenNeed<OAuth2Spec> need) {
        return Objects.requireNonNull(catchThrowableOfType(
                TokenFailure.class, () -> source.fetch(need).block(Duration.ofSeconds(30))));
    }

    @ParameterizedTest
    @CsvSource({"BASIC", "POST"})
    void fetchWhenClientCredentialsThenServerKnowsTheToken(ClientAuthentication authentication) {
        assertThat(server.isGood(
                        token(need(spec(OAuth2Grant.CLIENT_CREDENTIALS, authentication, server.tokenUrl()), secret()))))
                .isTrue();
    }

    @Test
    void fetchWhenPrivateKeyJwtThenServerKnowsTheToken() throws Exception {
        SecretBundle secret = SecretBundle.of(Map.of(
                "clientId", SecretValue.of(AuthorizationServer.SIGNING_CLIENT),
                "privateKey", SecretValue.of(server.privateKey())));
        assertThat(server.isGood(token(need(
                        spec(
                                OAuth2Grant.CLIENT_CREDENTIALS,
                                ClientAuthentication.PRIVATE_KEY_JWT,
                                server.tokenUrl(),
                                "key-1"),
                        secret))))
                .isTrue();
    }

    @Test
    void fetchWhenRefreshTokenRotatesThenTheNewOneIsUsedNext() {
        SecretBundle secret = secret(Map.of("refreshToken", server.refreshToken(AuthorizationServer.CLIENT_ID)));
        OAuth2Spec spec = spec(OAuth2Grant.REFRESH_TOKEN, ClientAuthentication.BASIC, server.tokenUrl());
        SecretRef ref = new SecretRef("test", UUID.randomUUID() + "/cred_1", 1);
        String before = "";
        for (int i = 0; i < 5; i++) {
            String next = token(need(spec, secret, ref, i == 0 ? null : SecretValue.of(before)));
            assertThat(server.isGood(next)).isTrue();
            assertThat(next).isNotEqualTo(before);
            before = next;
        }
        assertThat(server.reused()).isEmpty();
    }

    @Test
    void fetchWhenSecretHasANewRefreshTokenThenThatCounts() {
        OAuth2Spec spec = spec(OAuth2Grant.REFRESH_TOKEN, ClientAuthentication.BASIC, server.tokenUrl());
        String path = UUID.randomUUID() + "/cred_1";
        SecretBundle revoked = secret(Map.of("refreshToken", "revoked-S3cret"));
        assertThat(failure(need(spec, revoked, new SecretRef("test", path, 1), null)))
                .hasMessage("the token server answered with status 400, invalid_grant");
        SecretBundle fresh = secret(Map.of("refreshToken", server.refreshToken(AuthorizationServer.CLIENT_ID)));
        assertThat(server.isGood(token(need(spec, fresh, new SecretRef("test", path, 2), null))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"client:one/+%, BASIC", "public-client, NONE"})
    void exchangeWhenConsentedThenTokensAreRefreshed(String clientId, ClientAuthentication authentication) {
        OAuth2Spec spec = spec(OAuth2Grant.AUTHORIZATION_CODE, authentication, server.tokenUrl());
        SecretBundle secret = authentication == ClientAuthentication.NONE
                ? SecretBundle.of("clientId", SecretValue.of(clientId))
                : secret();
        TokenNeed<OAuth2Spec> need = need(spec, secret);
        assertThat(failure(need)).hasMessage("nobody has consented yet");
        if (authentication == ClientAuthentication.NONE) {
            // Spring Authorization Server gives public clients no refresh token.
            assertThat(catchThrowableOfType(TokenFailure.class, () -> exchange(need, clientId, VERIFIER)))
                    .hasMessage("the answer's /refresh_token is missing");
            return;
        }
        String first = exchange(need, clientId, VERIFIER);
        assertThat(server.isGood(first)).isTrue();
        assertThat(token(need)).as("kept for all gateways").isEqualTo(first);
        String next = token(need(spec, secret, (SecretRef) Objects.requireNonNull(need.ref()), SecretValue.of(first)));
        assertThat(server.isGood(next)).isTrue();
        assertThat(next).isNotEqualTo(first);
    }

    @Test
    void exchangeWhenVerifierIsWrongThenRefused() {
        TokenNeed<OAuth2Spec> need =
                need(spec(OAuth2Grant.AUTHORIZATION_CODE, ClientAuthentication.BASIC, server.tokenUrl()), secret());
        TokenFailure failure = catchThrowableOfType(
                TokenFailure.class,
                () -> exchange(need, AuthorizationServer.CLIENT_ID, "another-verifier-another-verifier-another-ver"));
        assertThat(failure).hasMessage("the token server answered with status 400, invalid_grant");
    }

    private String exchange(TokenNeed<OAuth2Spec> need, String clientId, String verifier) {
        AuthorizationCode code = new AuthorizationCode(
                SecretValue.of(server.code(clientId, CHALLENGE)),
                SecretValue.of(verifier),
                AuthorizationServer.REDIRECT);
        return Objects.requireNonNull(Tokens.refreshTokens(Tokens.endpoint(), rotating, TokenPropertiesTest.DEFAULTS)
                        .exchange(need, code)
                        .block(Duration.ofSeconds(30)))
                .value()
                .reveal();
    }

    @Test
    void fetchWhenAddressIsRefusedThenNothingIsSent() {
        int before = server.requests().size();
        OAuth2TokenSource guarded = Tokens.oauth2(
                Tokens.endpoint((address, port) -> Optional.of("is a loopback address")),
                rotating,
                TokenPropertiesTest.DEFAULTS);
        TokenFailure failure = failure(guarded, need(spec(), secret()));
        assertThat(failure.reason()).isEqualTo(Cause.ADDRESS);
        assertThat(server.requests()).hasSize(before);
    }

    @Test
    void fetchWhenServerIsAwayThenUnreachable() {
        TokenFailure failure = failure(need(
                spec(OAuth2Grant.CLIENT_CREDENTIALS, ClientAuthentication.BASIC, URI.create("http://127.0.0.1:1/t")),
                secret()));
        assertThat(failure.reason()).isEqualTo(Cause.UNREACHABLE);
    }

    /** A server that answers every request with this, and notes the forms. */
    private static DisposableServer answering(int status, String body, List<String> forms) {
        return HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .doOnNext(forms::add)
                        .then(response.status(status)
                                .header("Content-Type", "application/json")
                                .header("Location", "http://127.0.0.1:1/elsewhere")
                                .sendString(Mono.just(body))
                                .then()))
                .bindNow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"access_token\":\"canary\"} | the answer's /token_type is missing",
                "200 | {\"access_token\":\"canary\",\"token_type\":\"DPoP\"} | the answer's /token_type is not Bearer",
                "200 | {\"access_token\":\"canary\",\"token_type\":[1]} | the answer's /token_type is not a text",
                "200 | {\"token_type\":\"Bearer\"} | the answer's /access_token is missing",
                "200 | {\"access_token\":\"\",\"token_type\":\"Bearer\"} | the answer's /access_token is empty",
                "200 | {\"access_token\":{\"a\":\"canary\"},\"token_type\":\"Bearer\"} | the answer's /access_token is not a text",
                "200 | {\"access_token\":\"can\\r\\nary\",\"token_type\":\"Bearer\"} | the answer's /access_token is not printable ASCII",
                "200 | {\"access_token\":\"canary\",\"token_type\":\"bearer\",\"expires_in\":0} | the answer's /expires_in is not more than zero",
                "200 | {\"access_token\":\"canary\",\"token_type\":\"bearer\",\"expires_in\":\"canary\"} | the answer's /expires_in is not a number of seconds",
                "200 | canary | the answer is not JSON",
                "200 | [] | the answer's /token_type is missing",
                "204 | {} | the answer is not JSON",
                "302 | canary | the token server answered with status 302",
                "400 | {\"error\":\"canary\"} | the token server answered with status 400",
                "401 | {\"error\":\"invalid_client\",\"error_description\":\"canary\"} | the token server answered with status 401, invalid_client",
                "500 | canary | the token server answered with status 500"
            })
    void fetchWhenAnswerIsNotAsItShouldBeThenFieldIsNamedAndNoValue(int status, String body, String message) {
        DisposableServer odd = answering(status, body, new java.util.concurrent.CopyOnWriteArrayList<>());
        try {
            TokenFailure failure = failure(need(
                    spec(
                            OAuth2Grant.CLIENT_CREDENTIALS,
                            ClientAuthentication.BASIC,
                            URI.create("http://127.0.0.1:" + odd.port() + "/token")),
                    secret()));
            assertThat(failure).hasMessage(message);
        } finally {
            odd.disposeNow();
        }
    }

    @Test
    void fetchWhenAnswerIsTooLongThenFails() {
        DisposableServer odd = answering(
                200,
                "{\"access_token\":\"" + "x".repeat(70_000) + "\"}",
                new java.util.concurrent.CopyOnWriteArrayList<>());
        try {
            TokenFailure failure = failure(need(
                    spec(
                            OAuth2Grant.CLIENT_CREDENTIALS,
                            ClientAuthentication.BASIC,
                            URI.create("http://127.0.0.1:" + odd.port() + "/token")),
                    secret()));
            assertThat(failure.reason()).isEqualTo(Cause.ANSWER);
        } finally {
            odd.disposeNow();
        }
    }

    @Test
    void fetchWhenExpiresInIsMissingThenTheStatedDefault() {
        DisposableServer odd = answering(
                200,
                "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}",
                new java.util.concurrent.CopyOnWriteArrayList<>());
        try {
            FetchedToken token = source.fetch(need(
                            spec(
                                    OAuth2Grant.CLIENT_CREDENTIALS,
                                    ClientAuthentication.BASIC,
                                    URI.create("http://127.0.0.1:" + odd.port() + "/token")),
                            secret()))
                    .block(Duration.ofSeconds(30));
            assertThat(Objects.requireNonNull(token).lifetime()).isEqualTo(Duration.ofMinutes(5));
        } finally {
            odd.disposeNow();
        }
    }

    @Test
    void fetchWhenJwtBearerThenAssertionSaysWhoForWhomAndForHowLong() throws Exception {
        List<String> forms = new java.util.concurrent.CopyOnWriteArrayList<>();
        DisposableServer target =
                answering(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":\"60\"}", forms);
        URI url = URI.create("http://127.0.0.1:" + target.port() + "/token");
        OAuth2Spec spec = new OAuth2Spec(
                OAuth2Grant.JWT_BEARER,
                url,
                null,
                List.of("a", "b"),
                null,
                URI.create("https://api.example/"),
                "person@example.com",
                Map.of("assertion_hint", "x y"),
                null,
                "PS256",
                "key-1");
        SecretBundle secret = SecretBundle.of(Map.of(
                "clientId", SecretValue.of("service@example.com"),
                "privateKey", SecretValue.of(server.privateKey())));
        spec.checkSecret(secret);
        assertThat(token(need(spec, secret))).isEqualTo("t");
        target.disposeNow();

        Map<String, String> form = Arrays.stream(forms.get(0).split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        assertThat(form)
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
                .containsEntry("scope", "a b")
                .containsEntry("resource", "https://api.example/")
                .containsEntry("assertion_hint", "x y")
                .doesNotContainKeys("client_id", "audience");
        SignedJWT assertion = SignedJWT.parse(form.get("assertion"));
        assertThat(assertion.verify(new RSASSAVerifier(server.key().toRSAPublicKey())))
                .isTrue();
        assertThat(assertion.getHeader().getKeyID()).isEqualTo("key-1");
        assertThat(assertion.getHeader().getAlgorithm().getName()).isEqualTo("PS256");
        assertThat(assertion.getJWTClaimsSet().getIssuer()).isEqualTo("service@example.com");
        assertThat(assertion.getJWTClaimsSet().getSubject()).isEqualTo("person@example.com");
        assertThat(assertion.getJWTClaimsSet().getAudience()).containsExactly(url.toString());
        assertThat(assertion.getJWTClaimsSet().getStringClaim("scope")).isEqualTo("a b");
        assertThat(assertion.getJWTClaimsSet().getJWTID()).isNotEmpty();
        assertThat(Duration.between(
                        assertion.getJWTClaimsSet().getIssueTime().toInstant(),
                        assertion.getJWTClaimsSet().getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(5));
    }
}
