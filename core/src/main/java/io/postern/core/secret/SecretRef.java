package io.postern.core.secret;

/**
 * Where a secret lies, and which version of it: what the database keeps in place of the secret. A version's value never
 * changes, so a reference is a whole cache key.
 *
 * @param store the name of the store that wrote it ({@link SecretStore#name()})
 * @param path the place in that store, {@code clientId/credentialId}
 * @param version counted by the store from 1
 */
public record SecretRef(String store, String path, long version) implements SecretSource {

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
     * Checks that a path can only be a place in the store: parts of letters, digits, {@code _}, {@code -} and {@code .}, none of
     * which is empty or begins with a dot, and slashes between them.
     *
     * @throws IllegalArgumentException where it could be read as anything else, such as a URL, to which Spring Vault would send
     *     its token
     */
    public static String checkPath(String path) {
        boolean partBegins = true;
        for (int n = 0; n < path.length(); n++) {
            char c = path.charAt(n);
            boolean stands = partBegins ? isWord(c) : isWord(c) || c == '.' || c == '/';
            if (!stands) {
                throw new IllegalArgumentException("not a path of a secret");
            }
            partBegins = c == '/';
        }
        if (partBegins) {
            throw new IllegalArgumentException("not a path of a secret");
        }
        return path;
    }

    private static boolean isWord(char c) {
        return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '_' || c == '-';
    }
}
