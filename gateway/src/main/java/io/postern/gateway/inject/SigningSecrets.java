package io.postern.gateway.inject;

import io.postern.core.credential.HmacSpec;
import io.postern.core.credential.PrivateKeyPem;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import java.security.PrivateKey;
import java.util.NoSuchElementException;

/** The key of a signing credential, out of the text that is stored. What can't be used counts as missing. */
final class SigningSecrets {

    private static final String KEY = "key";

    private SigningSecrets() {}

    /** @throws NoSuchElementException where there is no key, or none that can be used */
    static byte[] octets(HmacSpec spec, SecretBundle secret) {
        return spec.keyEncoding()
                .decode(secret.value(KEY).reveal())
                .filter(octets -> octets.length > 0)
                .orElseThrow(() -> new NoSuchElementException("the secret value key is not written in "
                        + spec.keyEncoding().word()));
    }

    /** @throws NoSuchElementException where there is no key, or none that can be used */
    static PrivateKey privateKey(SecretBundle secret) {
        try {
            return PrivateKeyPem.parse(secret.value(KEY).reveal(), KEY);
        } catch (InvalidFieldsException unusable) {
            throw new NoSuchElementException("the secret value key is no private key in PEM");
        }
    }
}
