package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an HTTP message signature covers (RFC 9421, section 2).
 *
 * @param name of a header in lower case, or of a derived component
 * @param parameter the query parameter of {@code @query-param}; else empty
 */
public record SignatureComponent(String name, String parameter) {

    private static final Set<String> DERIVED =
            Set.of("@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query");

    private static final Pattern QUERY_PARAMETER =
            Pattern.compile("@query-param;name=(?:\"([^\"\\\\]{1,256})\"|([A-Za-z0-9_.*%-]{1,256}))");

    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]{1,256}");

    /** Of this connection, or the signature itself. */
    private static final Set<String> NEVER = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "signature",
            "signature-input",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");

    static SignatureComponent parse(String word, String... field) {
        if (DERIVED.contains(word)) {
            return new SignatureComponent(word, "");
        }
        Matcher parameter = QUERY_PARAMETER.matcher(word);
        if (parameter.matches()) {
            return new SignatureComponent(
                    "@query-param", parameter.group(1) != null ? parameter.group(1) : parameter.group(2));
        }
        String name = word.toLowerCase(Locale.ROOT);
        if (!HEADER.matcher(name).matches() || NEVER.contains(name)) {
            throw InvalidFieldsException.of(
                    "must be a header, or one of @method, @target-uri, @authority, @scheme, @request-target, @path, @query,"
                            + " @query-param;name=\"…\"",
                    field);
        }
        return new SignatureComponent(name, "");
    }

    /** Reads what {@link HttpMessageSignature#components} has. */
    public static SignatureComponent of(String canonical) {
        return parse(canonical, "components");
    }

    /** As it stands in the credential's configuration. */
    String word() {
        return parameter.isEmpty() ? name : name + ";name=\"" + parameter + "\"";
    }

    /** As it stands in the signature's base and parameters (RFC 9421, section 2). */
    public String identifier() {
        return "\"" + name + "\"" + (parameter.isEmpty() ? "" : ";name=\"" + parameter + "\"");
    }
}
