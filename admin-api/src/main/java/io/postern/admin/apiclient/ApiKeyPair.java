package io.postern.admin.apiclient;

import io.postern.admin.identity.IssuedKey;

/** A new pair, which is answered once and kept nowhere. */
record ApiKeyPair(String key, String secret) {

    static ApiKeyPair generate() {
        return new ApiKeyPair(IssuedKey.API_KEY.generate(), IssuedKey.API_SECRET.generate());
    }

    String keyPrefix() {
        return IssuedKey.API_KEY.shown(key);
    }

    byte[] keyHash() {
        return IssuedKey.hash(key);
    }

    byte[] secretHash() {
        return IssuedKey.hash(secret);
    }

    @Override
    public String toString() {
        return "ApiKeyPair[redacted]";
    }
}
