package io.postern.core.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.key.ClientCertificate;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.testing.TestCertificates;
import io.postern.testing.TestCertificates.Issued;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class MtlsSpecTest {

    private static final TestCertificates AUTHORITY = new TestCertificates();
    private static final Issued CLIENT = AUTHORITY.client("app");
    private static final Issued OTHER = AUTHORITY.rsaClient("other");

    private static final MtlsSpec ALONE = parse("{}");
    private static final MtlsSpec WITH_BEARER = parse("{\"with\":{\"credentialAuthType\":\"bearer\"}}");
    private static final MtlsSpec WITH_BASIC = parse("{\"with\":{\"credentialAuthType\":\"basic\"}}");

    @Test
    void checkSecretWhenPemThenItsCertificateIsRead() {
        SecretBundle secret = pem(CLIENT.certificatePem(), CLIENT.privateKeyPem());

        ALONE.checkSecret(secret);

        ClientCertificate certificate = ALONE.clientCertificate(secret);
        assertThat(certificate.chain()).containsExactly(CLIENT.bundle().getCertificate());
        assertThat(certificate.privateKey()).isEqualTo(CLIENT.privateKey());
        assertThat(certificate).hasToString("ClientCertificate[" + certificate.fingerprint() + "]");
    }

    @Test
    void checkSecretWhenPkcs12ThenItsCertificateIsRead() {
        SecretBundle secret = bundle("pkcs12", OTHER.pkcs12("file-pw"), "password", "file-pw");

        ALONE.checkSecret(secret);

        assertThat(ALONE.clientCertificate(secret).privateKey()).isEqualTo(OTHER.privateKey());
    }

    @Test
    void checkSecretWhenTheCertificateHasItsIssuersBehindItThenTheChainIsKept() {
        String chain = CLIENT.certificatePem() + AUTHORITY.localServer().certificatePem();

        assertThat(ALONE.clientCertificate(pem(chain, CLIENT.privateKeyPem())).chain())
                .hasSize(2);
    }

    @Test
    void checkSecretWhenItCanNotWorkThenTheFieldIsNamedAndNoValue() {
        Issued expired = AUTHORITY.client("late", Instant.now().minus(Duration.ofMinutes(1)));
        String certificate = CLIENT.certificatePem();
        String key = CLIENT.privateKeyPem();

        assertRefused(ALONE, bundle("certificate", certificate), "privateKey: is required");
        assertRefused(ALONE, bundle("privateKey", key), "certificate: is required");
        assertRefused(ALONE, SecretBundle.empty(), "certificate: is required; privateKey: is required");
        assertRefused(ALONE, bundle("pkcs12", "AAAA"), "password: is required");
        assertRefused(
                ALONE, bundle("certificate", certificate, "privateKey", key, "token", "t0ken-S3cret"), "token: is not");
        assertRefused(ALONE, pem("secret-text", key), "certificate: must be a certificate in PEM");
        assertRefused(ALONE, pem(key, key), "certificate: must have certificates only");
        assertRefused(ALONE, pem(garbled(), key), "certificate: has a certificate that can't be read");
        assertRefused(ALONE, pem(certificate, "secret-text"), "privateKey: must be exactly one");
        assertRefused(ALONE, pem(certificate, OTHER.privateKeyPem()), "privateKey: does not belong");
        assertRefused(ALONE, pem(certificate, AUTHORITY.client("twin").privateKeyPem()), "privateKey: does not belong");
        assertRefused(
                ALONE, pem(expired.certificatePem(), expired.privateKeyPem()), "certificate: has a certificate that");
        assertRefused(ALONE, pkcs12("secret-text!", "pw"), "pkcs12: is not Base64");
        assertRefused(ALONE, pkcs12(base64("secret-text"), "pw"), "pkcs12: is no PKCS#12 file");
        assertRefused(ALONE, pkcs12(CLIENT.pkcs12("right"), "wrong-pw"), "password: does not open");
        assertRefused(ALONE, pkcs12(expired.pkcs12("pw"), "pw"), "pkcs12: has a certificate that has expired");
    }

    @Test
    void checkSecretWhenCombinedThenTheOtherKindsValuesAreCheckedByIt() {
        String certificate = CLIENT.certificatePem();
        String key = CLIENT.privateKeyPem();

        assertThatCode(() -> WITH_BEARER.checkSecret(
                        bundle("certificate", certificate, "privateKey", key, "token", "t0ken-S3cret")))
                .doesNotThrowAnyException();
        assertRefused(WITH_BEARER, pem(certificate, key), "token: is required");
        assertRefused(
                WITH_BEARER,
                bundle("certificate", certificate, "privateKey", key, "token", "secret-text\nX: y"),
                "token: must not contain control characters");
    }

    @Test
    void checkSecretWhenBothKindsHaveAValueOfOneNameThenTheOtherFormIsAsked() {
        assertRefused(
                WITH_BASIC,
                bundle("pkcs12", CLIENT.pkcs12("pw"), "password", "pw", "username", "u"),
                "password: is also a value of the kind in credentialConfig.with; give the certificate as certificate and"
                        + " privateKey");
        assertThatCode(() -> WITH_BASIC.checkSecret(bundle(
                        "certificate",
                        CLIENT.certificatePem(),
                        "privateKey",
                        CLIENT.privateKeyPem(),
                        "username",
                        "u",
                        "password",
                        "p")))
                .doesNotThrowAnyException();
    }

    @Test
    void parseWhenTheOtherKindIsNoneThatCanBeCombinedThenRefused() {
        assertUnparsable("{\"with\":{}}", "with.credentialAuthType: must be one of the kinds");
        assertUnparsable(
                "{\"with\":{\"credentialAuthType\":\"jwtVerify\"}}", "with.credentialAuthType: must be one of");
        assertUnparsable(
                "{\"with\":{\"credentialAuthType\":\"mtls\"}}", "with.credentialAuthType: must be another kind");
        assertUnparsable(
                "{\"with\":{\"credentialAuthType\":\"bearer\",\"credentialConfig\":{\"prefix\":\"\\n\"}}}",
                "with.credentialConfig.prefix: must be");
        assertUnparsable(
                "{\"with\":{\"credentialAuthType\":\"custom\",\"credentialConfig\":{\"inject\":[{\"in\":\"header\","
                        + "\"name\":\"X\",\"value\":\"{{pkcs12}}\"}]}}}",
                "with: must have no secret value named pkcs12");
    }

    @Test
    void secretFormWhenTheOtherKindIsAnotherOneThenDiffers() {
        assertThat(parse("{\"with\":{\"credentialAuthType\":\"jwt\"}}").secretNames())
                .isEqualTo(WITH_BEARER.secretNames());
        assertThat(parse("{\"with\":{\"credentialAuthType\":\"jwt\"}}").secretForm())
                .isNotEqualTo(WITH_BEARER.secretForm());
        assertThat(parse("{\"with\":{\"credentialAuthType\":\"bearer\",\"credentialConfig\":{\"prefix\":\"\"}}}")
                        .secretForm())
                .isEqualTo(WITH_BEARER.secretForm());
    }

    @Test
    void configWhenWrittenThenReadsAsTheSame() {
        for (MtlsSpec spec : new MtlsSpec[] {ALONE, WITH_BEARER, WITH_BASIC}) {
            assertThat(CredentialKinds.parse(CredentialType.TARGET, "mtls", CredentialKinds.config(spec)))
                    .isEqualTo(spec);
        }
        assertThat(CredentialKinds.config(WITH_BEARER))
                .hasToString(
                        "{\"with\":{\"credentialAuthType\":\"bearer\",\"credentialConfig\":{\"prefix\":\"Bearer \"}}}");
    }

    private static void assertRefused(MtlsSpec spec, SecretBundle secret, String message) {
        assertThatThrownBy(() -> spec.checkSecret(secret))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageStartingWith(message)
                .message()
                .doesNotContain("secret-text", "wrong-pw", "t0ken-S3cret", "BEGIN");
    }

    private static void assertUnparsable(String config, String message) {
        assertThatThrownBy(() -> parse(config))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageStartingWith(message);
    }

    private static MtlsSpec parse(String config) {
        return (MtlsSpec) CredentialKinds.parse(
                CredentialType.TARGET, "mtls", (ObjectNode) JsonMapper.shared().readTree(config));
    }

    private static SecretBundle pem(String certificate, String privateKey) {
        return bundle("certificate", certificate, "privateKey", privateKey);
    }

    private static SecretBundle pkcs12(String file, String password) {
        return bundle("pkcs12", file, "password", password);
    }

    private static SecretBundle bundle(String... namesAndValues) {
        Map<String, SecretValue> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], SecretValue.of(namesAndValues[i + 1]));
        }
        return SecretBundle.of(values);
    }

    private static String garbled() {
        return "-----BEGIN CERTIFICATE-----\n" + base64("secret-text") + "\n-----END CERTIFICATE-----";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
