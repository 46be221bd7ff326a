package io.postern.core.secret;

import java.util.Map;

/** A dynamic secret: one that Vault makes for whoever reads it, and takes back when its lease ends. */
public record LeasedReference(String clientId, String credentialId, String path, Map<String, String> fields)
        implements SecretReference {

    public LeasedReference {
        fields = SecretReference.check(path, fields);
    }

    @Override
    public String place() {
        return path + ", dynamic";
    }
}
