package io.postern.core.secret;

import java.util.Map;

/**
 * A secret that lies in Vault without our doing, and is only read. It belongs to the credential that names it: what one
 * credential is given, such as a lease, is never another's.
 */
public sealed interface SecretReference extends SecretSource permits StoredReference, LeasedReference {

    String clientId();

    String credentialId();

    /** As Vault's API and policies write it, without {@code /v1/}: of a KV engine of version 2 with its {@code data}. */
    String path();

    /** For each secret value of the credential, the field that holds it there. */
    Map<String, String> fields();

    /** Checks what both kinds have in common, and copies the fields. */
    static Map<String, String> check(String path, Map<String, String> fields) {
        SecretRef.checkPath(path);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("a reference names at least one field");
        }
        return Map.copyOf(fields);
    }
}
