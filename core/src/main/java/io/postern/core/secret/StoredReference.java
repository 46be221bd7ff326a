package io.postern.core.secret;

import java.util.Map;

/**
 * A secret in a KV engine.
 *
 * @param version counted from 1; {@link #NEWEST}: whichever is the newest when it is read
 */
public record StoredReference(
        String clientId, String credentialId, String path, Map<String, String> fields, long version)
        implements SecretReference {

    /** Follows the secret as it changes. */
    public static final long NEWEST = 0;

    public StoredReference {
        fields = SecretReference.check(path, fields);
        if (version < 0) {
            throw new IllegalArgumentException("a secret's version is counted from 1");
        }
    }

    @Override
    public String place() {
        return path + (version == NEWEST ? ", the newest version" : " version " + version);
    }
}
