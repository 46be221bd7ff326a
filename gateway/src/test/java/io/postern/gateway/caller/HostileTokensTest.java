package io.postern.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.RSAKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.credential.JwtVerifyCallerSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Tokens as attackers make them, against a credential that asks for issuer and audience. */
class HostileTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final URI KEYS = URI.create("https://issuer.example/keys");
    private static final JwtVerifyCallerSpec SPEC =
            new JwtVerifyCallerSpec(KEYS, "https://issuer.example/", "api", List.of("RS256", "ES256", "EdDSA"), 60);

    private static final TestSigner RSA;
    private static final TestSigner EC;
    private static final TestSigner EDWARDS;
    private static final TestSigner WEAK;
    private static final TestSigner ENCRYPTION;
    private static final TestSigner ATTACKER;

    static {
        try {
            RSA = TestSigner.rsa("RS256", "rsa-1", 2048);
            EC = TestSigner.ec("ES256", "ec-1", Curve.P_256);
            EDWARDS = TestSigner.edwards("Ed25519", "ed-1");
            WEAK = TestSigner.rsa("RS256", "weak-1", 1024);
            TestSigner key = TestSigner.ec("ES256", "enc-1", Curve.P_256);
            ENCRYPTION = new TestSigner(
                    key.algorithm(),
                    key.keyId(),
                    Objects.requireNonNull(key.jwk()).replace("{", "{\"use\":\"enc\","),
                    key.signing());
            ATTACKER = TestSigner.rsa("RS256", "rsa-1", 2048);
        } catch (Exception e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Set<URI> fetched = ConcurrentHashMap.newKeySet();

    private final CallerAuthenticator authenticator = authenticator();

    private CallerAuthenticator authenticator() {
        HashComparison comparison = new HashComparison(CallerFixtures.HASHER, Clock.fixed(NOW, ZoneOffset.UTC));
        SignerKeysSource keys = new SignerKeysSource(
                uri -> {
                    fetched.add(uri);
                    return Mono.just(TestSigner.keySet(RSA, EC, EDWARDS, WEAK, ENCRYPTION));
                },
                CallerFixtures.PROPERTIES,
                System::nanoTime,
                new SimpleMeterRegistry());
        return new CallerAuthenticator(List.of(
                new ApiKeyCallerAuthenticator(comparison),
                new BearerCallerAuthenticator(comparison),
                new BasicAuthCallerAuthenticator(comparison),
                new JwtCallerAuthenticator(comparison),
                new JwtVerifyCallerAuthenticator(
                        new ClaimChecks(Clock.fixed(NOW, ZoneOffset.UTC)),
                        keys,
                        CallerFixtures.verifiedTokens(),
                        CallerFixtures.NO_SECRETS)));
    }

    private Outcome<Caller> authenticate(String token) {
        return Objects.requireNonNull(authenticator
                .authenticate(new CallerPlan("cred_1", SPEC, List.of(), null), CallerFixtures.header("Bearer " + token))
                .block());
    }

    private static Map<String, Object> claims() {
        return claims("iss", "https://issuer.example/");
    }

    private static Map<String, Object> claims(String name, Object value) {
        Map<String, Object> claims = new HashMap<>(Map.of(
                "iss",
                "https://issuer.example/",
                "aud",
                List.of("other", "api"),
                "exp",
                NOW.getEpochSecond() + 60,
                "nbf",
                NOW.getEpochSecond() - 60,
                "sub",
                "app"));
        claims.put(name, value);
        return claims;
    }

    private static Map<String, Object> without(String name) {
        Map<String, Object> claims = claims();
        claims.remove(name);
        return claims;
    }

    private static Map<String, Object> header(Object... members) {
        Map<String, Object> header = new HashMap<>(Map.of("alg", "RS256", "kid", "rsa-1"));
        for (int i = 0; i < members.length; i += 2) {
            header.put((String) members[i], members[i + 1]);
        }
        return header;
    }

    private static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }

    private static String unsigned(Map<String, Object> header) {
        String token = RSA.token(header, claims());
        return token.substring(0, token.lastIndexOf('.') + 1);
    }

    private static byte[] publicKey() throws Exception {
        return RSAKey.parse(RSA.jwk()).toRSAPublicKey().getEncoded();
    }

    static Stream<Arguments> hostile() throws Exception {
        long now = NOW.getEpochSecond();
        String right = RSA.token(claims());
        int payload = right.indexOf('.');
        int signature = right.lastIndexOf('.');
        byte[] pem = ("-----BEGIN PUBLIC KEY-----\n"
                        + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey())
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
        Map<String, Object> hs256 = Map.of("alg", "HS256", "kid", "rsa-1");
        Map<String, Object> attackersKey = RSAKey.parse(ATTACKER.jwk()).toJSONObject();
        return Stream.of(
                Arguments.of("alg none without a signature", unsigned(header("alg", "none")), "algorithm"),
                Arguments.of(
                        "alg None, for checks that look at lower case only",
                        unsigned(header("alg", "None")),
                        "algorithm"),
                Arguments.of(
                        "alg none with the signature left in place",
                        RSA.token(header("alg", "none"), claims()),
                        "algorithm"),
                Arguments.of("no alg", RSA.token(Map.of("kid", "rsa-1"), claims()), "no alg"),
                Arguments.of(
                        "HS256 with the public key's DER as secret",
                        TestSigner.shared("HS256", publicKey()).token(hs256, claims()),
                        "algorithm"),
                Arguments.of(
                        "HS256 with the public key's PEM as secret",
                        TestSigner.shared("HS256", pem).token(hs256, claims()),
                        "algorithm"),
                Arguments.of(
                        "an algorithm that the key could and the credential does not name",
                        RSA.token(header("alg", "PS256"), claims()),
                        "algorithm"),
                Arguments.of(
                        "the algorithm of another key's type", RSA.token(header("alg", "ES256"), claims()), "no key"),
                Arguments.of("another audience", RSA.token(claims("aud", "other")), "audience"),
                Arguments.of("an audience that only begins right", RSA.token(claims("aud", "api2")), "audience"),
                Arguments.of("an audience in another case", RSA.token(claims("aud", List.of("API"))), "audience"),
                Arguments.of("no audience", RSA.token(without("aud")), "audience"),
                Arguments.of("another issuer", RSA.token(claims("iss", "https://evil.example/")), "issuer"),
                Arguments.of(
                        "the issuer without its slash", RSA.token(claims("iss", "https://issuer.example")), "issuer"),
                Arguments.of(
                        "a list of issuers", RSA.token(claims("iss", List.of("https://issuer.example/"))), "issuer"),
                Arguments.of("no issuer", RSA.token(without("iss")), "issuer"),
                Arguments.of("expired beyond the skew", RSA.token(claims("exp", now - 60)), "expired"),
                Arguments.of("no end", RSA.token(without("exp")), "no exp"),
                Arguments.of(
                        "an end that is null", RSA.token(claims("exp", java.util.Optional.empty())), "exp is no time"),
                Arguments.of(
                        "an end that is a text", RSA.token(claims("exp", Long.toString(now + 60))), "exp is no time"),
                Arguments.of(
                        "an end beyond all numbers",
                        RSA.tokenOfJson(
                                json(header()), json(claims()).replace("\"exp\":" + (now + 60), "\"exp\":1e999")),
                        "exp is no time"),
                Arguments.of("not valid yet", RSA.token(claims("nbf", now + 61)), "not valid yet"),
                Arguments.of("a beginning that is a text", RSA.token(claims("nbf", "0")), "nbf is no time"),
                Arguments.of(
                        "a kid that is a path", ATTACKER.token(header("kid", "../../../dev/null"), claims()), "no key"),
                Arguments.of(
                        "a kid that is SQL", ATTACKER.token(header("kid", "x' UNION SELECT 'key"), claims()), "no key"),
                Arguments.of(
                        "a kid that is a URL",
                        ATTACKER.token(header("kid", "https://evil.example/key"), claims()),
                        "no key"),
                Arguments.of("a kid that is a number", RSA.token(header("kid", 1), claims()), "kid is no string"),
                Arguments.of("another signer under a known kid", ATTACKER.token(claims()), "not its key's"),
                Arguments.of(
                        "another signer without a kid", ATTACKER.token(Map.of("alg", "RS256"), claims()), "no key"),
                Arguments.of(
                        "jku names the attacker's keys",
                        ATTACKER.token(header("jku", "https://evil.example/keys"), claims()),
                        "not its key's"),
                Arguments.of(
                        "x5u names the attacker's certificate",
                        ATTACKER.token(header("x5u", "https://evil.example/cert", "kid", "x"), claims()),
                        "no key"),
                Arguments.of(
                        "jwk has the attacker's key in it",
                        ATTACKER.token(header("jwk", attackersKey), claims()),
                        "not its key's"),
                Arguments.of(
                        "jwk and a kid of its own",
                        ATTACKER.token(header("jwk", attackersKey, "kid", "mine"), claims()),
                        "no key"),
                Arguments.of(
                        "a claim twice",
                        RSA.tokenOfJson(json(header()), json(claims()).replace("{", "{\"sub\":\"root\",")),
                        "each member once"),
                Arguments.of(
                        "a header's member twice",
                        RSA.tokenOfJson(json(header()).replace("{", "{\"alg\":\"none\","), json(claims())),
                        "each member once"),
                Arguments.of("a critical extension", RSA.token(header("crit", List.of("exp")), claims()), "crit"),
                Arguments.of(
                        "an unencoded payload",
                        RSA.token(header("crit", List.of("b64"), "b64", false), claims()),
                        "crit"),
                Arguments.of("an empty crit", RSA.token(header("crit", List.of()), claims()), "crit"),
                Arguments.of("the signature taken away", right.substring(0, signature + 1), "not its key's"),
                Arguments.of("the signature and its dot taken away", right.substring(0, signature), "three parts"),
                Arguments.of("the signature cut", right.substring(0, right.length() - 8), "not its key's"),
                Arguments.of(
                        "other claims under the same signature",
                        right.substring(0, payload + 1)
                                + TestSigner.base64(json(claims("sub", "root")).getBytes(StandardCharsets.UTF_8))
                                + right.substring(signature),
                        "not its key's"),
                Arguments.of("five parts, as an encrypted token has", right + ".a.b", "three parts"),
                Arguments.of("a signature of zeros (CVE-2022-21449)", zeros(), "not its key's"),
                Arguments.of("a key of 1024 bits", WEAK.token(claims()), "no key"),
                Arguments.of("a key that is for encryption", ENCRYPTION.token(claims()), "no key"),
                Arguments.of("claims that are a list", RSA.tokenOfJson(json(header()), "[1]"), "no JSON object"),
                Arguments.of("claims that are null", RSA.tokenOfJson(json(header()), "null"), "no JSON object"),
                Arguments.of(
                        "claims with something after them",
                        RSA.tokenOfJson(json(header()), json(claims()) + "{}"),
                        "no JSON object"),
                Arguments.of(
                        "claims in UTF-16",
                        RSA.tokenOfParts(
                                TestSigner.base64(json(header()).getBytes(StandardCharsets.UTF_8)),
                                TestSigner.base64(json(claims()).getBytes(StandardCharsets.UTF_16BE))),
                        "no JSON object"),
                Arguments.of("padded parts", right + "==", "padded"),
                Arguments.of("white space inside", right.replace(".", ". "), "base64url"),
                Arguments.of(
                        "too long to look at",
                        RSA.token(claims("pad", "x".repeat(JsonWebToken.MAX_LENGTH))),
                        "longer than"),
                Arguments.of(
                        "deeply nested",
                        RSA.tokenOfJson(json(header()), "{\"a\":" + "[".repeat(3_000) + "]".repeat(3_000) + "}"),
                        "no JSON object"));
    }

    private static String zeros() {
        String token = EC.token(claims());
        return token.substring(0, token.lastIndexOf('.') + 1) + TestSigner.base64(new byte[64]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void authenticateWhenTokenIsHostileThenRefusedForItsReason(String how, String token, String reason) {
        Outcome<Caller> outcome = authenticate(token);
        assertThat(outcome).as(how).isInstanceOf(Outcome.Refused.class);
        Refusal refusal = ((Outcome.Refused<Caller>) outcome).refusal();
        assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_PROXY_CREDENTIAL);
        assertThat(refusal.message()).isEqualTo("Invalid proxy credential");
        assertThat(refusal.detail()).contains(reason);
        assertThat(fetched).as("no address out of a token").isSubsetOf(KEYS);
        for (String part : token.split("\\.", -1)) {
            if (part.length() > 8) {
                assertThat(refusal.toString()).doesNotContain(part);
            }
        }
    }

    @Test
    void authenticateWhenTokenIsRightThenPassesWithEachKindOfKey() {
        for (TestSigner signer : List.of(RSA, EC, EDWARDS)) {
            assertThat(authenticate(signer.token(claims())))
                    .as(signer.algorithm())
                    .isInstanceOf(Outcome.Passed.class);
        }
    }

    @Test
    void authenticateWhenTokenIsJustInsideItsBoundsThenPasses() {
        long now = NOW.getEpochSecond();
        List<String> inside = new ArrayList<>(Arrays.asList(
                RSA.token(claims("exp", now - 59)),
                RSA.token(claims("nbf", now + 60)),
                RSA.token(without("nbf")),
                RSA.token(claims("exp", now + 0.5)),
                RSA.token(claims("aud", "api")),
                // A token that names no key is tried with those that fit.
                RSA.token(Map.of("alg", "RS256"), claims()),
                RSA.token(header("jku", "https://evil.example/keys", "typ", "at+jwt"), claims())));
        inside.forEach(token -> assertThat(authenticate(token)).isInstanceOf(Outcome.Passed.class));
        assertThat(fetched).containsExactly(KEYS);
    }

    @Test
    void authenticateWhenTokenIsWrongAnywayThenNothingIsFetched() {
        authenticate(RSA.token(claims("iss", "https://evil.example/")));
        authenticate(unsigned(header("alg", "none")));
        assertThat(fetched).isEmpty();
    }
}
