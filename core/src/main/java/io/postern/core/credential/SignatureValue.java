package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One value in a {@link SignatureTemplate}.
 *
 * @param argument which one, or in which form; empty where the kind has none
 * @param encoding of a digest: {@code hex} or {@code base64}; else empty
 */
public record SignatureValue(Kind kind, String argument, String encoding) {

    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
    private static final Set<String> DIGEST_ENCODINGS = Set.of("hex", "base64");

    /** What there is; the first of the forms is the one without an argument. */
    public enum Kind {
        METHOD("method", "", "lower"),
        /** The path in the request line. */
        PATH("path", ""),
        /** The query in the request line, without its question mark. */
        QUERY("query", ""),
        /** What stands in the request line: path, and where there is one a question mark and the query. */
        TARGET("target", ""),
        /** The value of the header Host. */
        HOST("host", ""),
        /** The values of a header, with a comma and a space between them; empty where there is none. */
        HEADER("header"),
        /** When the call is made; the same throughout one call. */
        TIMESTAMP("timestamp", "", "seconds", "millis", "iso8601", "httpDate"),
        /** Never the same in two calls; the same throughout one call. */
        NONCE("nonce", "", "uuid"),
        BODY("body", ""),
        BODY_DIGEST("bodyDigest", "md5", "sha1", "sha256", "sha384", "sha512"),
        /** Another value of the secret, as it is. */
        SECRET("secret"),
        /** What was made with the key; where it is placed only. */
        SIGNATURE("signature", "hex", "base64", "base64url");

        private final String word;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<String> forms;

        Kind(String word, String... forms) {
            this.word = word;
            this.forms = List.of(forms);
        }
    }

    static SignatureValue parse(String text) {
        String[] parts = text.split(":", -1);
        Kind kind = Arrays.stream(Kind.values())
                .filter(candidate -> candidate.word.equals(parts[0]))
                .findFirst()
                .orElseThrow(() -> InvalidFieldsException.of("has a value that is none of "
                        + Arrays.stream(Kind.values()).map(known -> known.word).collect(Collectors.joining(", "))));
        String argument = parts.length > 1 ? parts[1] : "";
        String encoding = parts.length > 2 ? parts[2] : "";
        boolean digest = kind == Kind.BODY_DIGEST;
        if (parts.length > 3
                || (parts.length > 1 && argument.isEmpty())
                || digest != DIGEST_ENCODINGS.contains(encoding)) {
            throw wrong(kind);
        }
        boolean known = switch (kind) {
            case HEADER -> HEADER.matcher(argument).matches();
            case SECRET -> SECRET.matcher(argument).matches() && !argument.equals("key");
            default -> kind.forms.contains(argument);
        };
        if (!known || (!digest && parts.length > 2)) {
            throw wrong(kind);
        }
        return new SignatureValue(kind, argument, encoding);
    }

    private static InvalidFieldsException wrong(Kind kind) {
        String forms = switch (kind) {
            case HEADER -> "header:name";
            case SECRET -> "secret:name, where the name is not key";
            case BODY_DIGEST -> "bodyDigest:" + String.join("|", kind.forms) + ":hex|base64";
            default ->
                kind.forms.stream()
                        .map(form -> form.isEmpty() ? kind.word : kind.word + ":" + form)
                        .collect(Collectors.joining(", "));
        };
        return InvalidFieldsException.of("has " + kind.word + " in another form than " + forms);
    }
}
