package io.postern.core.target;

import io.postern.core.address.HostLiteral;
import io.postern.core.field.InvalidFieldsException;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A target's base URL, taken apart once. It has no user information, no query and no fragment, and its path has no dot
 * segments, no empty segments and no slash at its end.
 *
 * @param text as it was written
 * @param secure whether the scheme is https
 * @param host in lower case; an IPv6 address without its brackets; an international name in its ASCII form
 * @param port the one given, or the scheme's
 * @param basePath empty, or {@code /…} without a slash at the end, percent-encoded
 */
public record TargetUrl(String text, boolean secure, String host, int port, String basePath) {

    private static final String PATH_CHARACTERS = "._~!$&'()*+,=:@-";
    private static final Pattern AMBIGUOUS = Pattern.compile("(?i)%(?:2e|2f|5c|25|3b|[01][0-9a-f]|7f)");
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

    /**
     * Reads a base URL of at most 2,048 characters.
     *
     * @throws InvalidFieldsException with an empty path where it is none
     */
    public static TargetUrl parse(String text) {
        if (text.length() > 2048) {
            throw InvalidFieldsException.of("is longer than 2048 characters");
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw InvalidFieldsException.of("is not a URL");
        }
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        if (!secure && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw InvalidFieldsException.of("must begin with http:// or https://");
        }
        if (uri.getRawUserInfo() != null) {
            throw InvalidFieldsException.of("must have no user information; put it into a credential");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw InvalidFieldsException.of("must have no query and no fragment");
        }
        String host = host(uri);
        int port = uri.getPort() == -1 ? (secure ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65535) {
            throw InvalidFieldsException.of("must have a port from 1 to 65535");
        }
        return new TargetUrl(text, secure, host, port, basePath(uri.getRawPath()));
    }

    /** The authority as the Host header has it (RFC 9110, section 7.2): without the scheme's own port. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }

    private static String host(URI uri) {
        String host = uri.getHost();
        if (host == null) {
            host = internationalHost(uri.getRawAuthority());
        }
        host = host.toLowerCase(Locale.ROOT);
        HostLiteral.refusal(host).ifPresent(reason -> {
            throw InvalidFieldsException.of(reason);
        });
        if (host.startsWith("[")) {
            return host.substring(1, host.length() - 1);
        }
        if (!NAME.matcher(host).matches()) {
            throw InvalidFieldsException.of("must have a host name or address");
        }
        return host;
    }

    private static String internationalHost(@Nullable String authority) {
        if (authority == null || authority.isEmpty() || authority.indexOf(':') >= 0) {
            throw InvalidFieldsException.of("must have a host name or address");
        }
        try {
            return IDN.toASCII(authority, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
            throw InvalidFieldsException.of("must have a host name or address");
        }
    }

    private static String basePath(String path) {
        String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (base.isEmpty()) {
            return base;
        }
        for (String segment : base.substring(1).split("/", -1)) {
            if (segment.isEmpty() || !isPlain(segment)) {
                throw InvalidFieldsException.of(
                        "must have a plain path: no empty segments, no ';', no encoded separators");
            }
            if (segment.chars().allMatch(c -> c == '.')) {
                throw InvalidFieldsException.of("must have no dot segments in its path");
            }
        }
        return base;
    }

    // Character by character: an expression over a path of many segments is easily made to try exponentially often.
    private static boolean isPlain(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c > 0x7F) {
                return false;
            }
            if (c == '%') {
                // java.net.URI has checked that two digits follow.
                if (AMBIGUOUS.matcher(segment).region(i, i + 3).matches()) {
                    return false;
                }
                i += 2;
            } else if (!Character.isLetterOrDigit(c) && PATH_CHARACTERS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
