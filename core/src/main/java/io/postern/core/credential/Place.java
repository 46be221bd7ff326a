package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonValue;
import io.postern.core.field.InvalidFieldsException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where in a request a secret is placed. */
public enum Place {
    HEADER,
    QUERY,
    /** Replaces a placeholder that the caller's path has. */
    PATH,
    /** Replaces a placeholder that the caller's JSON body has. */
    BODY;

    // RFC 9110, section 5.6.2: token
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
    private static final Pattern PLACEHOLDER = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    /** Headers that frame the message or steer the connection: the gateway's own, whatever a credential says. */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "content-encoding",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** The word in documents. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    void checkOneOf(String field, Place... places) {
        if (!List.of(places).contains(this)) {
            String words = Arrays.stream(places).map(Place::word).collect(Collectors.joining(" or "));
            throw InvalidFieldsException.of("must be " + words, field);
        }
    }

    void checkName(String field, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw InvalidFieldsException.of("is required", field);
        }
        switch (this) {
            case HEADER -> {
                if (!TOKEN.matcher(name).matches()) {
                    throw InvalidFieldsException.of("must be a header name (RFC 9110, section 5.6.2)", field);
                }
                String lower = name.toLowerCase(Locale.ROOT);
                if (FRAMING.contains(lower) || lower.startsWith("sec-websocket-")) {
                    throw InvalidFieldsException.of("is a header that only the gateway itself may set", field);
                }
            }
            case QUERY -> {
                if (name.length() > 256 || name.chars().anyMatch(c -> c < 0x20 || c == 0x7F)) {
                    throw InvalidFieldsException.of("must be a parameter name of at most 256 characters", field);
                }
            }
            case PATH, BODY -> {
                if (!PLACEHOLDER.matcher(name).matches()) {
                    throw InvalidFieldsException.of(
                            "must be a placeholder's name of letters, digits, '_', '.' and '-'", field);
                }
            }
        }
    }
}
