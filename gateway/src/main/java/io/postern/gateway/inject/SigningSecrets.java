package io.postern.gateway.inject;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.postern.core.credential.HmacSpec;
import io.postern.core.credential.PrivateKeyPem;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.security.PrivateKey;
import java.util.NoSuchElementException;

/** The key of a signing credential, out of the text that is stored. What can't be used counts as missing. */
final class SigningSecrets {

    private static final String KEY = "key";

    /**
     * What was read of a key, by the very object that its text is kept as: to read it takes longer than to sign with it. An
     * entry is gone once the secret is replaced or forgotten.
     */
    private static final Cache<SecretValue, PrivateKey> READ =
            Caffeine.newBuilder().weakKeys().maximumSize(10_000).build();

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
            return READ.get(secret.value(KEY), pem -> PrivateKeyPem.parse(pem.reveal(), KEY));
        } catch (InvalidFieldsException unusable) {
            throw new NoSuchElementException("the secret value key is no private key in PEM");
        }
    }
}
