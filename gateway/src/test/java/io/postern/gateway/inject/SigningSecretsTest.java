package io.postern.gateway.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class SigningSecretsTest {

    private static String pem() throws Exception {
        byte[] der = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static SecretBundle bundle(String text) {
        return SecretBundle.of("key", SecretValue.of(text));
    }

    @Test
    void privateKeyWhenAskedForAgainThenIsNotReadAgain() throws Exception {
        SecretBundle secret = bundle(pem());

        assertThat(SigningSecrets.privateKey(secret)).isSameAs(SigningSecrets.privateKey(secret));
    }

    @Test
    void privateKeyWhenTheSecretWasReplacedThenIsTheNewOne() throws Exception {
        PrivateKey first = SigningSecrets.privateKey(bundle(pem()));

        assertThat(SigningSecrets.privateKey(bundle(pem()))).isNotEqualTo(first);
    }

    @Test
    void privateKeyWhenItCannotBeReadThenFailsEachTime() {
        SecretBundle secret = bundle("no key");

        for (int turn = 0; turn < 2; turn++) {
            assertThatThrownBy(() -> SigningSecrets.privateKey(secret))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageNotContaining("no key\n");
        }
    }
}
