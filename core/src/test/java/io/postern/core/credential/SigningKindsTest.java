package io.postern.core.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What may be written of the kinds that sign: every mistake is told when it is written, by the name of its field. */
class SigningKindsTest {

    private static CredentialSpec parse(String kind, String config) {
        ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(config.replace('\'', '"'));
        return CredentialKinds.parse(CredentialType.TARGET, kind, json);
    }

    private static SecretBundle secret(String... namesAndValues) {
        Map<String, SecretValue> values = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], SecretValue.of(namesAndValues[i + 1]));
        }
        return SecretBundle.of(values);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable write, String... path) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        InvalidFieldsException.class,
                        e -> assertThat(e.errors().get(0).path()).containsExactly(path));
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'region':'eu'}                                       | service        | a signature has a service in it
            {'service':'s3'}                                      | region         | and a region
            {'service':'S3','region':'eu'}                        | service        | AWS knows lower-case names only
            {'service':'s3','region':'eu/x'}                      | region         | a slash would make another scope
            {'service':'s3','region':'eu','payloadMode':'chunked'} | payloadMode   | an unknown mode is not guessed at
            {'service':'sqs','region':'eu','payloadMode':'streaming'} | payloadMode | only S3 takes signed chunks
            {'service':'s3','region':'eu','maxHashedBytes':-1}    | maxHashedBytes | a bound is not negative
            {'service':'s3','region':'eu','maxHashedBytes':16777217} | maxHashedBytes | a call must not fill a gateway's memory
            {'service':'s3','region':'eu','payloadMode':'unsigned','maxHashedBytes':1} | maxHashedBytes | nothing is hashed there
            {'service':'s3','region':'eu','payloadMode':'streaming','largerBody':'refuse'} | largerBody | no body is too large there
            """)
    void awsSigV4WhenConfigIsWrongThenFieldIsNamed(String config, String field, String reason) {
        assertRefused(() -> parse("awsSigV4", config), field);
    }

    @Test
    void awsSigV4WhenDefaultsAreLeftOutThenBodiesAreHashedUpToAMebibyte() {
        assertThat(CredentialKinds.config(parse("awsSigV4", "{'service':'s3','region':'eu-central-1'}")))
                .hasToString("{\"service\":\"s3\",\"region\":\"eu-central-1\",\"payloadMode\":\"signed\","
                        + "\"maxHashedBytes\":1048576,\"largerBody\":\"refuse\"}");
    }

    @Test
    void awsSigV4SecretThenSessionTokenMayBeThereAndNothingElse() {
        CredentialSpec spec = parse("awsSigV4", "{'service':'s3','region':'eu'}");
        assertThatCode(() -> {
                    spec.checkSecret(secret("accessKeyId", "AKID", "secretAccessKey", "k/+"));
                    spec.checkSecret(secret("accessKeyId", "AKID", "secretAccessKey", "k", "sessionToken", "t"));
                })
                .doesNotThrowAnyException();
        assertRefused(() -> spec.checkSecret(secret("accessKeyId", "AKID")), "secretAccessKey");
        assertRefused(
                () -> spec.checkSecret(secret("accessKeyId", "AKID", "secretAccessKey", "k", "token", "t")), "token");
        assertRefused(
                () -> spec.checkSecret(secret("accessKeyId", "A", "secretAccessKey", "k", "sessionToken", "")),
                "sessionToken");
        assertRefused(() -> spec.checkSecret(secret("accessKeyId", "A/B", "secretAccessKey", "k")), "accessKeyId");
    }

    private static final String PLACED = "'inject':[{'in':'header','name':'X-Sig','value':'{{signature:hex}}'}]";

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                   | sign      | there is nothing to sign
            {'sign':'{{method}}'}                | inject    | the signature has to go somewhere
            {'sign':'{{method}}','inject':[]}    | inject    | an empty list places nothing
            {'sign':'fixed',PLACED}              | sign      | a text without a value is no signature of a request
            {'sign':'{{signature:hex}}',PLACED}  | sign      | a signature can't be over itself
            {'sign':'{{verb}}',PLACED}           | sign      | an unknown name
            {'sign':'{{Method}}',PLACED}         | sign      | names are compared to the letter
            {'sign':'{{method:upper}}',PLACED}   | sign      | an unknown form
            {'sign':'{{method:}}',PLACED}        | sign      | an empty form
            {'sign':'{{path:lower}}',PLACED}     | sign      | a form of another value
            {'sign':'{{header}}',PLACED}         | sign      | a header without its name
            {'sign':'{{header:a b}}',PLACED}     | sign      | no header's name
            {'sign':'{{bodyDigest:sha256}}',PLACED}     | sign | a digest without its encoding
            {'sign':'{{bodyDigest:crc32:hex}}',PLACED}  | sign | no digest
            {'sign':'{{method:lower:hex}}',PLACED}      | sign | a method has no encoding
            {'sign':'{{secret:key}}',PLACED}     | sign      | the key itself is never placed
            {'sign':'{{method}',PLACED}          | sign      | braces that do not close
            {'sign':'{{method}} }}',PLACED}      | sign      | braces that do not open
            {'algorithm':'hmac-md5','sign':'{{method}}',PLACED} | algorithm | an unknown algorithm
            {'keyEncoding':'utf8','sign':'{{method}}',PLACED}   | keyEncoding | an unknown encoding
            {'sign':'{{method}}',PLACED,'httpMessageSignature':{'components':['@method'],'algorithm':'ed25519'}} | sign | one of two ways
            """)
    void hmacWhenTemplateIsWrongThenFieldIsNamed(String config, String field, String reason) {
        assertRefused(() -> parse("hmac", config.replace("PLACED", PLACED)), field);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'in':'header','name':'X','value':'{{timestamp}}'}      | inject         | no placement has the signature
            {'in':'body','name':'x','value':'{{signature:hex}}'}    | inject 0 in    | a body is what is signed
            {'in':'header','name':'Host','value':'{{signature:hex}}'} | inject 0 name | the gateway's own header
            {'in':'header','name':'X','value':'{{signature}}'}      | inject 0 value | a signature needs its encoding
            {'in':'header','name':'X','value':'a\\nb{{signature:hex}}'} | inject 0 value | a line break in a header
            """)
    void hmacWhenPlacementIsWrongThenFieldIsNamed(String placement, String path, String reason) {
        assertRefused(() -> parse("hmac", "{'sign':'{{method}}','inject':[" + placement + "]}"), path.split(" ", -1));
    }

    @Test
    void hmacWhenSecretsAreNamedThenTheyAreTheSecretsNames() {
        CredentialSpec spec = parse(
                "hmac",
                "{'keyEncoding':'base64','sign':'{{secret:passphrase}}{{body}}','inject':[{'in':'header','name':'X-Key',"
                        + "'value':'{{secret:id}}'},{'in':'query','name':'s','value':'{{signature:base64}}'}]}");
        assertThat(spec.secretNames()).containsExactlyInAnyOrder("key", "passphrase", "id");
        assertThatCode(() -> spec.checkSecret(secret("key", "c2VjcmV0", "passphrase", "p", "id", "i")))
                .doesNotThrowAnyException();
        assertRefused(() -> spec.checkSecret(secret("key", "not base64!", "passphrase", "p", "id", "i")), "key");
        assertRefused(() -> spec.checkSecret(secret("key", "c2VjcmV0", "passphrase", "p", "id", "i\r\nX: y")), "id");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'components':[],'algorithm':'ed25519'                     | components   | a signature covers something
            'components':['@method']                                  | algorithm    | nothing is guessed
            'components':['@method'],'algorithm':'none'               | algorithm    | an unknown algorithm
            'components':['@status'],'algorithm':'ed25519'            | components 0 | of answers only
            'components':['@verb'],'algorithm':'ed25519'              | components 0 | an unknown component
            'components':['@query-param'],'algorithm':'ed25519'       | components 0 | a parameter without its name
            'components':['date','transfer-encoding'],'algorithm':'ed25519' | components 1 | of this connection
            'components':['signature'],'algorithm':'ed25519'          | components 0 | the signature itself
            'components':['date','Date'],'algorithm':'ed25519'        | components   | twice the same
            'components':['date'],'algorithm':'ed25519','label':'Sig 1'   | label    | no key of a dictionary
            'components':['date'],'algorithm':'ed25519','expiresSeconds':0 | expiresSeconds | never valid
            'components':['date'],'algorithm':'ed25519','keyId':''    | keyId        | empty
            """)
    void httpMessageSignatureWhenConfigIsWrongThenFieldIsNamed(String members, String path, String reason) {
        String[] inside = ("httpMessageSignature " + path).split(" ", -1);
        assertRefused(() -> parse("hmac", "{'httpMessageSignature':{" + members + "}}"), inside);
    }

    @ParameterizedTest(name = "{0} takes its own keys only")
    @CsvSource({
        "ed25519, Ed25519, P-384",
        "ecdsa-p256-sha256, P-256, P-384",
        "ecdsa-p384-sha384, P-384, P-256",
        "rsa-pss-sha512, RSA, Ed25519",
        "rsa-v1_5-sha256, RSA, P-256"
    })
    void httpMessageSignatureSecretThenKeyMustFitTheAlgorithm(String algorithm, String fitting, String other)
            throws Exception {
        CredentialSpec spec =
                parse("hmac", "{'httpMessageSignature':{'components':['@method'],'algorithm':'" + algorithm + "'}}");
        String key = pem(fitting);
        assertThatCode(() -> spec.checkSecret(secret("key", key))).doesNotThrowAnyException();
        String wrong = pem(other);
        assertRefused(() -> spec.checkSecret(secret("key", wrong)), "key");
        assertRefused(() -> spec.checkSecret(secret("key", "a shared secret")), "key");
    }

    private static String pem(String kind) throws Exception {
        KeyPairGenerator generator;
        if (kind.startsWith("P-")) {
            generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp" + kind.substring(2) + "r1"));
        } else {
            generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("RSA")) {
                generator.initialize(2048);
            }
        }
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
