package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonValue;

/** A keyed hash (RFC 2104). */
public enum HmacAlgorithm {
    /** For APIs that know no better; an HMAC over SHA-1 is not broken as SHA-1 itself is. */
    SHA1("hmac-sha1", "HmacSHA1"),
    SHA256("hmac-sha256", "HmacSHA256"),
    SHA384("hmac-sha384", "HmacSHA384"),
    SHA512("hmac-sha512", "HmacSHA512");

    private final String word;
    private final String javaName;

    HmacAlgorithm(String word, String javaName) {
        this.word = word;
        this.javaName = javaName;
    }

    /** The word in documents. */
    @JsonValue
    public String word() {
        return word;
    }

    /** As {@link javax.crypto.Mac} knows it. */
    public String javaName() {
        return javaName;
    }
}
