package io.postern.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretValue;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class JwtSignerTest {

    private static final ObjectNode CLAIMS =
            JsonMapper.shared().createObjectNode().put("sub", "app");

    @Test
    void signThenHeaderNamesAlgorithmAndKey() {
        String jwt = JwtSigner.of("HS256", SecretValue.of("x".repeat(32)))
                .sign("key-1", CLAIMS)
                .reveal();

        JsonNode header = JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[0]));
        assertThat(header).hasToString("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}");
        assertThat(JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1])))
                .isEqualTo(CLAIMS);
    }

    @ParameterizedTest
    @CsvSource({
        "RS256, EC, must be an RSA key",
        "PS512, Ed25519, must be an RSA key",
        "ES256, RSA, must be a key of curve P-256",
        "ES384, EC, must be a key of curve P-384",
        "ES512, EC, must be a key of curve P-521",
        "EdDSA, EC, must be an Ed25519 or Ed448 key"
    })
    void ofWhenTheKeyIsOfAnotherKindThenRefused(String algorithm, String kind, String reason) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        if (kind.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        PrivateKey key = generator.generateKeyPair().getPrivate();

        assertThatThrownBy(() -> JwtSigner.of(algorithm, key))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void ofWhenTheRsaKeyIsShortThenRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        PrivateKey key = generator.generateKeyPair().getPrivate();

        assertThatThrownBy(() -> JwtSigner.of("RS256", key)).hasMessageContaining("at least 2048 bits");
    }

    @Test
    void ofWhenTheSharedSecretIsShorterThanTheHashThenRefused() {
        assertThatThrownBy(() -> JwtSigner.of("HS384", SecretValue.of("x".repeat(47))))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining("at least 48 bytes")
                .message()
                .doesNotContain("xxx");
        assertThat(JwtSigner.of("HS384", SecretValue.of("x".repeat(48)))).hasToString("JwtSigner[HS384]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}|must be a private JSON Web Key with d",
                "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}|must have a kty of",
                "{\"kty\":\"EC\",\"crv\":\"P-192\",\"d\":\"c2VjcmV0\"}|must have a crv of",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"c2Vj!cmV0\"}|unusable members",
                "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"d\":\"c2VjcmV0\"}|unusable members",
                "{\"kty\":|is no JSON Web Key",
                "{}|must be a private JSON Web Key with kty"
            })
    void readWhenTheJwkIsNoPrivateKeyThenRefusedWithoutItsText(String jwk, String reason) {
        assertThatThrownBy(() -> PrivateKeys.readPemOrJwk(SecretValue.of(jwk)))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("c2V");
    }
}
