package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** How the octets of a key are written as text. */
public enum KeyEncoding {
    /** The key is the text itself, in UTF-8. */
    TEXT,
    BASE64,
    HEX;

    /** The word in documents. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The octets; empty where the text is not of this encoding. */
    public Optional<byte[]> decode(String text) {
        try {
            return Optional.of(
                    switch (this) {
                        case TEXT -> text.getBytes(StandardCharsets.UTF_8);
                        case BASE64 -> Base64.getDecoder().decode(text.strip());
                        case HEX -> HexFormat.of().parseHex(text.strip());
                    });
        } catch (IllegalArgumentException notOfThisEncoding) {
            return Optional.empty();
        }
    }
}
