package io.postern.core.request;

/**
 * A path as {@link PathCanonicalizer} leaves it: percent-encoded, relative to the target's base URL.
 *
 * @param value empty, or beginning with a slash
 */
public record CanonicalPath(String value) {

    /** The path as text, with percent escapes decoded, but for {@code %2F}, which is a character of its segment. */
    public String decoded() {
        return value.indexOf('%') < 0
                ? value
                : PercentEncoding.decode(value.replace("%2F", "%252F"))
                        .orElseThrow(() -> new IllegalStateException("the path is not canonical"));
    }
}
