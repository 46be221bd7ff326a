package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.key.PrivateKeys;
import io.postern.core.secret.SecretValue;
import java.security.PrivateKey;

/** Private keys as people have them, in a field of a secret. */
public final class PrivateKeyPem {

    private PrivateKeyPem() {}

    /**
     * Reads a key as {@link PrivateKeys#read} does.
     *
     * @throws InvalidFieldsException whose path is {@code field}, where it is no such key; never with a part of the text
     */
    public static PrivateKey parse(String pem, String field) {
        try {
            return PrivateKeys.read(SecretValue.of(pem));
        } catch (InvalidFieldsException e) {
            throw e.under(field);
        }
    }
}
