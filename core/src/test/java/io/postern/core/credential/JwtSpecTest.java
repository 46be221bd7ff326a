package io.postern.core.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class JwtSpecTest {

    @Test
    void parseWhenThereIsNoAlgorithmThenAFixedToken() {
        JwtSpec fixed = parse("{}");

        assertThat(fixed.fetches()).isFalse();
        assertThat(fixed.secretNames()).containsExactly("token");
        assertThat(fixed.inject()).isEqualTo(FetchedTokenSpec.BEARER);
    }

    @Test
    void parseWhenThereIsAnAlgorithmThenTheKeyIsItsSecret() {
        assertThat(parse("{'algorithm':'ES256'}").secretNames()).containsExactly("privateKey");
        assertThat(parse("{'algorithm':'HS256'}").secretNames()).containsExactly("sharedSecret");
        assertThat(parse("{'algorithm':'ES256'}").lifetimeSeconds()).isEqualTo(300);
        assertThat(parse("{'algorithm':'ES256','inject':[{'in':'header','name':'X-Jwt','value':'{{token}}'},"
                                + "{'in':'header','name':'X-Org','value':'{{org}}'}]}")
                        .secretNames())
                .containsExactlyInAnyOrder("privateKey", "org");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'algorithm':'none'}|algorithm: must be one of",
                "{'keyId':'k'}|keyId: goes with an algorithm only",
                "{'claims':{}}|claims: goes with an algorithm only",
                "{'lifetimeSeconds':60}|lifetimeSeconds: goes with an algorithm only",
                "{'algorithm':'ES256','keyId':''}|keyId: must have",
                "{'algorithm':'ES256','claims':{'exp':1}}|claims.exp: is set by the gateway itself",
                "{'algorithm':'ES256','claims':{'jti':'1'}}|claims.jti: is set by the gateway itself",
                "{'algorithm':'ES256','claims':'sub'}|claims: has the wrong type",
                "{'algorithm':'ES256','lifetimeSeconds':29}|lifetimeSeconds: must be from",
                "{'algorithm':'ES256','lifetimeSeconds':86401}|lifetimeSeconds: must be from",
                "{'inject':[]}|inject: must have",
                "{'inject':[{'in':'header','name':'X','value':'x'}]}|inject: must place {{token}}",
                "{'algorithm':'ES256','inject':[{'in':'header','name':'X','value':'{{token}}{{privateKey}}'}]}|inject: must not"
            })
    void parseWhenAFieldIsWrongThenItIsNamed(String config, String message) {
        assertThatThrownBy(() -> parse(config))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void checkSecretWhenTheKeyIsNoneForTheAlgorithmThenRefusedWithoutIt() {
        JwtSpec spec = parse("{'algorithm':'ES256'}");

        assertThatThrownBy(() -> spec.checkSecret(SecretBundle.of("privateKey", SecretValue.of("not-a-k3y"))))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageStartingWith("privateKey: ")
                .message()
                .doesNotContain("not-a-k3y");
        assertThatThrownBy(() -> parse("{'algorithm':'HS512'}")
                        .checkSecret(SecretBundle.of("sharedSecret", SecretValue.of("short"))))
                .hasMessageStartingWith("sharedSecret: must be at least 64 bytes");
        assertThatThrownBy(() -> parse("{}").checkSecret(SecretBundle.of("token", SecretValue.of("a\nb"))))
                .hasMessageStartingWith("token: must not contain control characters");
    }

    @Test
    void secretFormWhenTheAlgorithmIsAnotherOneThenDiffers() {
        assertThat(parse("{'algorithm':'ES256'}").secretForm())
                .isEqualTo(parse("{'algorithm':'ES256','lifetimeSeconds':60}").secretForm())
                .isNotEqualTo(parse("{'algorithm':'RS256'}").secretForm());
    }

    @Test
    void configWhenWrittenThenReadsAsTheSame() {
        for (String config : new String[] {
            "{}", "{'algorithm':'ES256','keyId':'k','claims':{'iss':'a','n':[1,{'x':null}]},'lifetimeSeconds':60}"
        }) {
            JwtSpec spec = parse(config);
            assertThat(CredentialKinds.parse(CredentialType.TARGET, "jwt", CredentialKinds.config(spec)))
                    .isEqualTo(spec);
        }
    }

    private static JwtSpec parse(String config) {
        return (JwtSpec) CredentialKinds.parse(
                CredentialType.TARGET, "jwt", (ObjectNode) JsonMapper.shared().readTree(config.replace('\'', '"')));
    }
}
