package io.postern.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.postern.core.credential.ClientAuthentication;
import io.postern.core.credential.OAuth2Grant;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.token.TokenFailure.Cause;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against Spring Authorization Server. */
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
        return OAuth2Needs.spec(OAuth2Grant.CLIENT_CREDENTIALS, ClientAuthentication.BASIC, server.tokenUrl());
    }

    @Override
    protected SecretBundle secret() {
        return OAuth2Needs.secret(Map.of());
    }

    @Override
    protected List<SecretBundle> wrongSecrets() {
        return List.of(
                OAuth2Needs.secret(Map.of("clientSecret", "wrong-S3cret")),
                OAuth2Needs.secret(Map.of("clientId", "unknown-client-S3cret")));
    }

    private String token(TokenNeed<OAuth2Spec> need) {
        return Objects.requireNonNull(source.fetch(need).block(Duration.ofSeconds(30)))
                .value()
                .reveal();
    }

    private TokenFailure failure(TokenNeed<OAuth2Spec> need) {
        return OAuth2Needs.failure(source, need);
    }

    @ParameterizedTest
    @CsvSource({"BASIC", "POST"})
    void fetchWhenClientCredentialsThenServerKnowsTheToken(ClientAuthentication authentication) {
        assertThat(server.isGood(token(OAuth2Needs.need(
                        OAuth2Needs.spec(OAuth2Grant.CLIENT_CREDENTIALS, authentication, server.tokenUrl()),
                        secret()))))
                .isTrue();
    }

    @Test
    void fetchWhenPrivateKeyJwtThenServerKnowsTheToken() throws Exception {
        SecretBundle secret = SecretBundle.of(Map.of(
                "clientId", SecretValue.of(AuthorizationServer.SIGNING_CLIENT),
                "privateKey", SecretValue.of(server.privateKey())));
        assertThat(server.isGood(token(OAuth2Needs.need(
                        OAuth2Needs.spec(
                                OAuth2Grant.CLIENT_CREDENTIALS,
                                ClientAuthentication.PRIVATE_KEY_JWT,
                                server.tokenUrl(),
                                "key-1"),
                        secret))))
                .isTrue();
    }

    @Test
    void fetchWhenRefreshTokenRotatesThenTheNewOneIsUsedNext() {
        SecretBundle secret =
                OAuth2Needs.secret(Map.of("refreshToken", server.refreshToken(AuthorizationServer.CLIENT_ID)));
        OAuth2Spec spec = OAuth2Needs.spec(OAuth2Grant.REFRESH_TOKEN, ClientAuthentication.BASIC, server.tokenUrl());
        SecretRef ref = new SecretRef("test", UUID.randomUUID() + "/cred_1", 1);
        String before = "";
        for (int i = 0; i < 5; i++) {
            String next = token(OAuth2Needs.need(spec, secret, ref, i == 0 ? null : SecretValue.of(before)));
            assertThat(server.isGood(next)).isTrue();
            assertThat(next).isNotEqualTo(before);
            before = next;
        }
        assertThat(server.reused()).isEmpty();
    }

    @Test
    void fetchWhenSecretHasANewRefreshTokenThenThatCounts() {
        OAuth2Spec spec = OAuth2Needs.spec(OAuth2Grant.REFRESH_TOKEN, ClientAuthentication.BASIC, server.tokenUrl());
        String path = UUID.randomUUID() + "/cred_1";
        SecretBundle revoked = OAuth2Needs.secret(Map.of("refreshToken", "revoked-S3cret"));
        assertThat(failure(OAuth2Needs.need(spec, revoked, new SecretRef("test", path, 1), null)))
                .hasMessage("the token server answered with status 400, invalid_grant");
        SecretBundle fresh =
                OAuth2Needs.secret(Map.of("refreshToken", server.refreshToken(AuthorizationServer.CLIENT_ID)));
        assertThat(server.isGood(token(OAuth2Needs.need(spec, fresh, new SecretRef("test", path, 2), null))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"client:one/+%, BASIC", "public-client, NONE"})
    void exchangeWhenConsentedThenTokensAreRefreshed(String clientId, ClientAuthentication authentication) {
        OAuth2Spec spec = OAuth2Needs.spec(OAuth2Grant.AUTHORIZATION_CODE, authentication, server.tokenUrl());
        SecretBundle secret = authentication == ClientAuthentication.NONE
                ? SecretBundle.of("clientId", SecretValue.of(clientId))
                : secret();
        TokenNeed<OAuth2Spec> need = OAuth2Needs.need(spec, secret);
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
        String next = token(
                OAuth2Needs.need(spec, secret, (SecretRef) Objects.requireNonNull(need.ref()), SecretValue.of(first)));
        assertThat(server.isGood(next)).isTrue();
        assertThat(next).isNotEqualTo(first);
    }

    @Test
    void exchangeWhenVerifierIsWrongThenRefused() {
        TokenNeed<OAuth2Spec> need = OAuth2Needs.need(
                OAuth2Needs.spec(OAuth2Grant.AUTHORIZATION_CODE, ClientAuthentication.BASIC, server.tokenUrl()),
                secret());
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
        TokenFailure failure = OAuth2Needs.failure(guarded, OAuth2Needs.need(spec(), secret()));
        assertThat(failure.reason()).isEqualTo(Cause.ADDRESS);
        assertThat(server.requests()).hasSize(before);
    }

    @Test
    void fetchWhenServerIsAwayThenUnreachable() {
        TokenFailure failure = failure(OAuth2Needs.need(
                OAuth2Needs.spec(
                        OAuth2Grant.CLIENT_CREDENTIALS, ClientAuthentication.BASIC, URI.create("http://127.0.0.1:1/t")),
                secret()));
        assertThat(failure.reason()).isEqualTo(Cause.UNREACHABLE);
    }
}
