package io.postern.core.secret.sealed;

/** One version as it lies in the database. Whoever has it does not change its bytes. */
final class SealedRow {

    private final String path;
    private final long version;
    private final String keyId;
    private final byte[] nonce;
    private final byte[] ciphertext;

    SealedRow(String path, long version, String keyId, byte[] nonce, byte[] ciphertext) {
        this.path = path;
        this.version = version;
        this.keyId = keyId;
        this.nonce = nonce;
        this.ciphertext = ciphertext;
    }

    String path() {
        return path;
    }

    long version() {
        return version;
    }

    String keyId() {
        return keyId;
    }

    byte[] nonce() {
        return nonce;
    }

    byte[] ciphertext() {
        return ciphertext;
    }
}
