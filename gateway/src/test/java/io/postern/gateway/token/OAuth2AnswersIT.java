package io.postern.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.postern.core.credential.ClientAuthentication;
import io.postern.core.credential.OAuth2Grant;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.token.TokenFailure.Cause;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Against a server that answers as it is told, for what a real one never says, and that shows what it was asked. */
class OAuth2AnswersIT {

    private final OAuth2TokenSource source =
            Tokens.oauth2(Tokens.endpoint(), new Tokens.InMemory(), TokenPropertiesTest.DEFAULTS);

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

    private static TokenNeed<OAuth2Spec> need(DisposableServer server) {
        return OAuth2Needs.need(
                OAuth2Needs.spec(
                        OAuth2Grant.CLIENT_CREDENTIALS,
                        ClientAuthentication.BASIC,
                        URI.create("http://127.0.0.1:" + server.port() + "/token")),
                OAuth2Needs.secret(Map.of()));
    }

    private FetchedToken fetch(TokenNeed<OAuth2Spec> need) {
        return Objects.requireNonNull(source.fetch(need).block(Duration.ofSeconds(30)));
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
        DisposableServer odd = answering(status, body, new CopyOnWriteArrayList<>());
        try {
            TokenFailure failure = OAuth2Needs.failure(source, need(odd));
            assertThat(failure).hasMessage(message);
        } finally {
            odd.disposeNow();
        }
    }

    @Test
    void fetchWhenAnswerIsTooLongThenFails() {
        DisposableServer odd =
                answering(200, "{\"access_token\":\"" + "x".repeat(70_000) + "\"}", new CopyOnWriteArrayList<>());
        try {
            TokenFailure failure = OAuth2Needs.failure(source, need(odd));
            assertThat(failure.reason()).isEqualTo(Cause.ANSWER);
        } finally {
            odd.disposeNow();
        }
    }

    @Test
    void fetchWhenExpiresInIsMissingThenTheStatedDefault() {
        DisposableServer odd =
                answering(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}", new CopyOnWriteArrayList<>());
        try {
            assertThat(fetch(need(odd)).lifetime()).isEqualTo(Duration.ofMinutes(5));
        } finally {
            odd.disposeNow();
        }
    }

    @Test
    void fetchWhenJwtBearerThenAssertionSaysWhoForWhomAndForHowLong() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).generate();
        List<String> forms = new CopyOnWriteArrayList<>();
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
                "privateKey", SecretValue.of(AuthorizationServer.pem(key))));
        spec.checkSecret(secret);
        assertThat(fetch(OAuth2Needs.need(spec, secret)).value().reveal()).isEqualTo("t");
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
        assertThat(assertion.verify(new RSASSAVerifier(key.toRSAPublicKey()))).isTrue();
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
