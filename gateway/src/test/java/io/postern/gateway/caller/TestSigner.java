package io.postern.gateway.caller;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody who signs tokens, honest or not.
 *
 * @param jwk the public key as JSON; null where there is none to publish
 */
record TestSigner(String algorithm, String keyId, @Nullable String jwk, Signing signing) {

    interface Signing {
        byte[] sign(String algorithm, byte[] input) throws Exception;
    }

    private static final JsonMapper JSON = JsonMapper.shared();

    static TestSigner rsa(String algorithm, String keyId, int bits) throws JOSEException {
        RSAKey key = new RSAKeyGenerator(bits, true).keyID(keyId).generate();
        return new TestSigner(
                algorithm,
                keyId,
                key.toPublicJWK().toJSONString(),
                nimbus(new RSASSASigner(key, Set.of(AllowWeakRSAKey.getInstance()))));
    }

    static TestSigner ec(String algorithm, String keyId, Curve curve) throws JOSEException {
        ECKey key = new ECKeyGenerator(curve).keyID(keyId).generate();
        return new TestSigner(algorithm, keyId, key.toPublicJWK().toJSONString(), nimbus(new ECDSASigner(key)));
    }

    static TestSigner edwards(String curve, String keyId) throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance(curve).generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        int length = curve.equals("Ed448") ? 57 : 32;
        String x = base64(Arrays.copyOfRange(encoded, encoded.length - length, encoded.length));
        String jwk = "{\"kty\":\"OKP\",\"crv\":\"" + curve + "\",\"kid\":\"" + keyId + "\",\"x\":\"" + x + "\"}";
        return new TestSigner("EdDSA", keyId, jwk, (algorithm, input) -> {
            Signature signature = Signature.getInstance(curve);
            signature.initSign(pair.getPrivate());
            signature.update(input);
            return signature.sign();
        });
    }

    static TestSigner shared(String algorithm, byte[] secret) throws JOSEException {
        return new TestSigner(algorithm, "shared", null, nimbus(new MACSigner(secret)));
    }

    private static Signing nimbus(JWSSigner signer) {
        return (algorithm, input) ->
                signer.sign(new JWSHeader(JWSAlgorithm.parse(algorithm)), input).decode();
    }

    static byte[] keySet(TestSigner... signers) {
        return Arrays.stream(signers)
                .map(TestSigner::jwk)
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] keySetOfJson(List<String> keys) {
        return ("{\"keys\":[" + String.join(",", keys) + "]}").getBytes(StandardCharsets.UTF_8);
    }

    /** An honest token. */
    String token(Map<String, Object> claims) {
        return token(Map.of("alg", algorithm, "kid", keyId, "typ", "JWT"), claims);
    }

    /** Signed with the signer's own algorithm, whatever the header says. */
    String token(Map<String, Object> header, Map<String, Object> claims) {
        return tokenOfJson(JSON.writeValueAsString(header), JSON.writeValueAsString(claims));
    }

    String tokenOfJson(String header, String claims) {
        return tokenOfParts(
                base64(header.getBytes(StandardCharsets.UTF_8)), base64(claims.getBytes(StandardCharsets.UTF_8)));
    }

    String tokenOfParts(String header, String claims) {
        String input = header + "." + claims;
        try {
            return input + "." + base64(signing.sign(algorithm, input.getBytes(StandardCharsets.US_ASCII)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
