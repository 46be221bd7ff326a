package io.postern.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialType;
import io.postern.core.credential.JwtSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every signature here is checked by Nimbus or the JDK, and none by the code that made it. */
class JwtTokenSourceTest extends TokenSourceContract<JwtSpec> {

    private static final String GOOD_KEY = pem(ellipticCurveKey("secp256r1"));
    private static final String KEY_OF_ANOTHER_CURVE = pem(ellipticCurveKey("secp384r1"));

    private static final String CLAIMS = ",'claims':{'iss':'app','aud':['a','b'],'nested':{'n':1.5,'l':[true,null]}}";

    @Override
    protected TokenSource<JwtSpec> source() {
        return new JwtTokenSource();
    }

    @Override
    protected JwtSpec spec() {
        ObjectNode config = (ObjectNode) JsonMapper.shared()
                .readTree("{'algorithm':'ES256','keyId':'key-1','claims':{'iss':'app'},'lifetimeSeconds':300}"
                        .replace('\'', '"'));
        return (JwtSpec) CredentialKinds.parse(CredentialType.TARGET, "jwt", config);
    }

    @Override
    protected SecretBundle secret() {
        return SecretBundle.of("privateKey", SecretValue.of(GOOD_KEY));
    }

    @Override
    protected List<SecretBundle> wrongSecrets() {
        return List.of(
                SecretBundle.of("privateKey", SecretValue.of("no key at all")),
                SecretBundle.of("privateKey", SecretValue.of(KEY_OF_ANOTHER_CURVE)));
    }

    private static PrivateKey ellipticCurveKey(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair().getPrivate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void fetchWhenRsaThenTheKeySetOfTheSignerVerifiesIt(String algorithm) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        JWKSet published = new JWKSet(new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                .keyID("key-1")
                .build());

        assertClaims(verified(token(algorithm, pem(pair.getPrivate())), published, algorithm));
    }

    @ParameterizedTest
    @CsvSource({"ES256, secp256r1", "ES384, secp384r1", "ES512, secp521r1"})
    void fetchWhenEllipticCurveThenTheKeySetOfTheSignerVerifiesIt(String algorithm, String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        JWKSet published = new JWKSet(
                new ECKey.Builder(Objects.requireNonNull(Curve.forStdName(curve)), (ECPublicKey) pair.getPublic())
                        .keyID("key-1")
                        .build());

        assertClaims(verified(token(algorithm, pem(pair.getPrivate())), published, algorithm));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "Ed448"})
    void fetchWhenEdwardsCurveThenThePublicKeyVerifiesIt(String curve) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(curve).generateKeyPair();

        SignedJWT jwt = SignedJWT.parse(token("EdDSA", pem(pair.getPrivate())));

        Signature signature = Signature.getInstance("EdDSA");
        signature.initVerify(pair.getPublic());
        signature.update(jwt.getSigningInput());
        assertThat(signature.verify(jwt.getSignature().decode())).isTrue();
        assertClaims(jwt.getJWTClaimsSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void fetchWhenSharedSecretThenItVerifiesIt(String algorithm) throws Exception {
        String shared = "a shared secret that is long enough for sixty-four bytes of hash";

        SignedJWT jwt =
                SignedJWT.parse(fetch(spec(algorithm, ""), SecretBundle.of("sharedSecret", SecretValue.of(shared))));

        assertThat(jwt.verify(new MACVerifier(shared))).isTrue();
    }

    @Test
    void fetchWhenTheKeyIsAJwkThenItsPublicHalfVerifiesIt() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_384).generate();
        com.nimbusds.jose.jwk.RSAKey rsa = new com.nimbusds.jose.jwk.gen.RSAKeyGenerator(2048).generate();

        assertThat(SignedJWT.parse(token("ES384", key.toJSONString())).verify(new ECDSAVerifier(key)))
                .isTrue();
        assertThat(SignedJWT.parse(token("PS256", rsa.toJSONString())).verify(new RSASSAVerifier(rsa)))
                .isTrue();
    }

    @Test
    void fetchThenTheTimesAreTheClocksAndNoTwoTokensAreAlike() throws Exception {
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T06:00:00.750Z"), ZoneOffset.UTC);
        String key =
                pem(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
        JwtTokenSource source = new JwtTokenSource(clock);
        TokenNeed<JwtSpec> need = need(spec("EdDSA", ",'lifetimeSeconds':60"), key);

        FetchedToken first = Objects.requireNonNull(source.fetch(need).block());
        JWTClaimsSet claims = SignedJWT.parse(first.value().reveal()).getJWTClaimsSet();
        JWTClaimsSet next = SignedJWT.parse(
                        Objects.requireNonNull(source.fetch(need).block())
                                .value()
                                .reveal())
                .getJWTClaimsSet();

        assertThat(first.lifetime()).isEqualTo(Duration.ofSeconds(60));
        assertThat(claims.getIssueTime()).isEqualTo("2026-11-22T06:00:00Z");
        assertThat(claims.getNotBeforeTime()).isEqualTo("2026-11-22T06:00:00Z");
        assertThat(claims.getExpirationTime()).isEqualTo("2026-11-22T06:01:00Z");
        assertThat(claims.getJWTID()).isNotEqualTo(next.getJWTID());
    }

    @Test
    void fetchWhenTheStoredKeyIsNoneThenTheFailureNamesItAndShowsNothing() {
        Mono<FetchedToken> fetch = new JwtTokenSource().fetch(need(spec("RS256", ""), "not-a-k3y"));

        assertThatThrownBy(fetch::block)
                .isInstanceOfSatisfying(
                        TokenFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(TokenFailure.Cause.CREDENTIAL))
                .hasMessageStartingWith("privateKey: must be exactly one private key")
                .message()
                .doesNotContain("not-a-k3y");
        assertThatThrownBy(() -> new JwtTokenSource()
                        .fetch(new TokenNeed<>("cred_1", spec("RS256", ""), null, SecretBundle.empty()))
                        .block())
                .isInstanceOf(TokenFailure.class);
    }

    private static void assertClaims(JWTClaimsSet claims) throws Exception {
        assertThat(claims.getIssuer()).isEqualTo("app");
        assertThat(claims.getAudience()).containsExactly("a", "b");
        assertThat(claims.getJSONObjectClaim("nested").get("n")).isEqualTo(1.5);
        assertThat((List<?>) claims.getJSONObjectClaim("nested").get("l"))
                .isEqualTo(java.util.Arrays.asList(true, null));
        assertThat(claims.getExpirationTime()).isInTheFuture();
    }

    /** As a target does it, which knows the signer's published keys. */
    private static JWTClaimsSet verified(String token, JWKSet published, String algorithm) throws Exception {
        DefaultJWTProcessor<com.nimbusds.jose.proc.SecurityContext> target = new DefaultJWTProcessor<>();
        target.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.parse(algorithm), new ImmutableJWKSet<>(published)));
        return target.process(token, null);
    }

    private static String token(String algorithm, String key) {
        return fetch(spec(algorithm, CLAIMS), SecretBundle.of("privateKey", SecretValue.of(key)));
    }

    private static String fetch(JwtSpec spec, SecretBundle secret) {
        spec.checkSecret(secret);
        return Objects.requireNonNull(new JwtTokenSource()
                        .fetch(new TokenNeed<>("cred_1", spec, null, secret))
                        .block())
                .value()
                .reveal();
    }

    private static TokenNeed<JwtSpec> need(JwtSpec spec, String key) {
        return new TokenNeed<>("cred_1", spec, null, SecretBundle.of(Map.of("privateKey", SecretValue.of(key))));
    }

    private static JwtSpec spec(String algorithm, String more) {
        return (JwtSpec) CredentialKinds.parse(CredentialType.TARGET, "jwt", (ObjectNode) JsonMapper.shared()
                .readTree(("{'algorithm':'" + algorithm + "','keyId':'key-1'" + more + "}").replace('\'', '"')));
    }

    private static String pem(PrivateKey key) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
