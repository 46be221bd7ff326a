package io.postern.core.secret;

import java.util.regex.Pattern;

/**
 * Where a secret lies, and which version of it: what the database keeps in place of the secret. A version's value never
 * changes, so a reference is a whole cache key.
 *
 * @param store the name of the store that wrote it ({@link SecretStore#name()})
 * @param path the place in that store, {@code clientId/credentialId}
 * @param version counted by the store from 1
 */
public record SecretRef(String store, String path, long version) implements SecretSource {

    // Spring Vault takes a full URL as a path and sends it the token: only these characters, and no dot at a start.
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");

    public SecretRef {
        checkPath(path);
        if (version < 1) {
            throw new IllegalArgumentException("a secret's version is counted from 1");
        }
    }

    @Override
    public String place() {
        return store + ":" + path + " version " + version;
    }

    /**
     * Checks that a path can only be a place in the store.
     *
     * @throws IllegalArgumentException where it could be read as anything else, such as a URL
     */
    public static String checkPath(String path) {
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("not a path of a secret");
        }
        return path;
    }
}
