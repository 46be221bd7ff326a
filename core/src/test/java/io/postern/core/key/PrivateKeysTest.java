package io.postern.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519", "Ed448"})
    void readWhenPkcs8ThenTheKey(String algorithm) throws Exception {
        PrivateKey key = pair(algorithm).getPrivate();

        assertThat(read(pem("PRIVATE KEY", key.getEncoded())).getEncoded()).isEqualTo(key.getEncoded());
    }

    @Test
    void readWhenPkcs1ThenTheKey() throws Exception {
        PrivateKey key = pair("RSA").getPrivate();

        assertThat(read(pem("RSA PRIVATE KEY", inner(key))).getEncoded()).isEqualTo(key.getEncoded());
    }

    @ParameterizedTest
    @CsvSource({"secp256r1, 06082a8648ce3d030107", "secp384r1, 06052b81040022", "secp521r1, 06052b81040023"})
    void readWhenSec1NamesItsCurveThenTheKey(String curve, String identifier) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        PrivateKey key = generator.generateKeyPair().getPrivate();
        List<Der.Element> members = Der.elements(Der.elements(inner(key)).get(0).content());
        byte[] sec1 = Der.element(
                Der.SEQUENCE,
                Der.element(Der.INTEGER, members.get(0).content()),
                Der.element(Der.OCTET_STRING, members.get(1).content()),
                Der.element(0xA0, HexFormat.of().parseHex(identifier)));

        PrivateKey read = read("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                + pem("EC PRIVATE KEY", sec1));

        assertThat(((ECPrivateKey) read).getS()).isEqualTo(((ECPrivateKey) key).getS());
        assertThat(((ECPrivateKey) read).getParams().getOrder())
                .isEqualTo(((ECPrivateKey) key).getParams().getOrder());
    }

    @Test
    void readWhenSec1NamesNoCurveThenRefused() throws Exception {
        byte[] sec1 = Der.element(
                Der.SEQUENCE, Der.element(Der.INTEGER, new byte[] {1}), Der.element(Der.OCTET_STRING, new byte[32]));

        assertRefused(pem("EC PRIVATE KEY", sec1), "does not name its curve");
    }

    @Test
    void readWhenWindowsLineEndsAndTextAroundItThenTheKey() throws Exception {
        PrivateKey key = pair("EC").getPrivate();

        String written = "Bag Attributes\r\n    friendlyName: mine\r\n"
                + pem("PRIVATE KEY", key.getEncoded()).replace("\n", "\r\n");

        assertThat(read(written).getEncoded()).isEqualTo(key.getEncoded());
    }

    @Test
    void readWhenItIsNoUsableKeyThenTheReasonAndNothingOfTheText() throws Exception {
        PrivateKey key = pair("RSA").getPrivate();
        String pkcs8 = pem("PRIVATE KEY", key.getEncoded());

        assertRefused("", "exactly one private key");
        assertRefused("c2VjcmV0LXRleHQ=", "exactly one private key");
        assertRefused(pkcs8 + pkcs8, "exactly one private key");
        assertRefused(pem("ENCRYPTED PRIVATE KEY", key.getEncoded()), "must not be encrypted");
        assertRefused(
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nc2VjcmV0LXRleHQ=\n"
                        + "-----END RSA PRIVATE KEY-----\n",
                "must not be encrypted");
        assertRefused(pem("PUBLIC KEY", key.getEncoded()), "must be a private key in PEM");
        assertRefused(pem("PRIVATE KEY", "secret-text".getBytes(StandardCharsets.UTF_8)), "is no private key of");
        assertRefused(pem("EC PRIVATE KEY", "secret-text".getBytes(StandardCharsets.UTF_8)), "is no private key of");
        assertRefused("-----BEGIN PRIVATE KEY-----\nsecret-text!\n-----END PRIVATE KEY-----", "not Base64");
        assertRefused("-----BEGIN PRIVATE KEY-----\nc2VjcmV0LXRleHQ=\n", "no END line");
        assertRefused("-----BEGIN PRIVATE KEY-----\nc2VjcmV0LXRleHQ=\n-----END FOO-----", "differ");
    }

    private static void assertRefused(String text, String reason) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining(reason)
                .hasNoCause()
                .message()
                .doesNotContain("secret-text", "c2VjcmV0");
    }

    private static PrivateKey read(String text) {
        return PrivateKeys.read(SecretValue.of(text));
    }

    private static KeyPair pair(String algorithm) throws Exception {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** What PKCS#8 has inside: PKCS#1 of RSA, SEC 1 of EC. */
    private static byte[] inner(PrivateKey key) {
        return Der.elements(Der.elements(key.getEncoded()).get(0).content())
                .get(2)
                .content();
    }
}
