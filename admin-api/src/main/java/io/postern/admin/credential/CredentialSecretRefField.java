package io.postern.admin.credential;

import io.postern.admin.http.Fields;
import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.credential.CredentialSpec;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretReference;
import io.postern.core.secret.SecretReferenceDocument;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code credentialSecretRef}: where a secret lies that somebody else keeps. */
final class CredentialSecretRefField {

    static final String FIELD = "credentialSecretRef";

    private CredentialSecretRefField() {}

    /** The reference, checked against the kind; null where there is none or it is not valid. Whose the credential is, it keeps. */
    static @Nullable SecretReference read(Fields fields, @Nullable CredentialSpec spec, Owner owner) {
        ObjectNode document = fields.object(FIELD);
        if (document == null || spec == null) {
            return null;
        }
        if (spec.secretNames().isEmpty()) {
            fields.error("is for kinds and configurations that have a secret", FIELD);
            return null;
        }
        if (spec instanceof CallerCredentialSpec caller && caller.keepsOnlyAHash()) {
            fields.error("can't be used here: of what callers show only a hash is kept, which needs the value", FIELD);
            return null;
        }
        return fields.check(FIELD, () -> {
            SecretReference reference =
                    SecretReferenceDocument.parse(document, owner.clientId(), owner.credentialId(), spec.secretNames());
            try {
                spec.checkSecretNames(reference.fields().keySet());
            } catch (InvalidFieldsException e) {
                throw e.under("fields");
            }
            return reference;
        });
    }

    /** Whose credential it is. */
    record Owner(String clientId, String credentialId) {}
}
