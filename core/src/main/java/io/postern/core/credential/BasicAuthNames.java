package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import java.util.Set;

/** What a user name and a password must be, whoever shows them. */
final class BasicAuthNames {

    static final Set<String> NAMES = Set.of("username", "password");

    private BasicAuthNames() {}

    /** RFC 7617, section 2: a user name with a colon can't be told from the password. */
    static void check(SecretBundle secret) {
        SecretChecks.names(NAMES, secret);
        SecretChecks.fieldValues(secret);
        if (secret.value("username").reveal().indexOf(':') >= 0) {
            throw InvalidFieldsException.of("must not contain a colon (RFC 7617, section 2)", "username");
        }
    }
}
