package io.postern.core.request;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a body that was read as JSON may be called. Servers choose how they read a body by its media type: called a form, the
 * document {@code {"a":"&role=admin&"}} has a field {@code role}, and in the charset UTF-7 {@code +ACI-} ends a text.
 */
public final class JsonMediaType {

    private static final String JSON = "application/json";

    // RFC 9110, section 5.6.2
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,127}");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"\\\\,;]{0,512}\"");

    private JsonMediaType() {}

    /**
     * The media type under which the document is to be sent on in UTF-8: the caller's where it has one meaning, and that is JSON;
     * without its parameters where these may say something else; else {@code application/json}.
     *
     * @param given the values of the caller's {@code Content-Type} fields
     * @return null where there is none
     */
    public static @Nullable String of(List<String> given) {
        if (given.isEmpty()) {
            return null;
        }
        String[] parts = given.get(0).split(";", -1);
        String type = parts[0].strip();
        if (given.size() > 1 || !isJson(type)) {
            return JSON;
        }
        for (int i = 1; i < parts.length; i++) {
            if (!isHarmless(parts[i].strip())) {
                return type;
            }
        }
        return given.get(0);
    }

    /** {@code application/json}, {@code application/vnd.api+json}, {@code application/x-amz-json-1.1} and their like. */
    private static boolean isJson(String type) {
        int slash = type.indexOf('/');
        return slash > 0
                && TOKEN.matcher(type.substring(0, slash)).matches()
                && TOKEN.matcher(type.substring(slash + 1)).matches()
                && type.toLowerCase(Locale.ROOT).indexOf("json", slash) > 0;
    }

    private static boolean isHarmless(String parameter) {
        int equals = parameter.indexOf('=');
        if (equals < 0) {
            return parameter.isEmpty();
        }
        String value = parameter.substring(equals + 1);
        if (!TOKEN.matcher(parameter.substring(0, equals)).matches()
                || !(TOKEN.matcher(value).matches() || QUOTED.matcher(value).matches())) {
            return false;
        }
        String lower = parameter.toLowerCase(Locale.ROOT);
        return !lower.contains("charset")
                || lower.equals("charset=utf-8")
                || lower.equals("charset=\"utf-8\"")
                || lower.equals("charset=utf8");
    }
}
