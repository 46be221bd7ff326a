package io.postern.gateway.inbound;

import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Which proxy a request is for, read from {@code /api/{proxyId}{rest}}. The beginning must stand there as it is: an encoded
 * character in it, another case or a slash too many is no proxy's.
 *
 * @param proxyId 1 to 64 letters, digits, hyphens and underscores
 * @param rest the raw path behind it: empty, or beginning with a slash
 */
public record ProxyPath(String proxyId, String rest) {

    private static final String PREFIX = "/api/";
    private static final int LONGEST_ID = 64;

    /** The proxy path, or {@code proxy_not_found}. */
    public static Outcome<ProxyPath> of(ServerHttpRequest request) {
        return parse(RawTarget.of(request).path());
    }

    /** Reads the path of a request target, without its query. */
    static Outcome<ProxyPath> parse(String path) {
        int end = PREFIX.length();
        while (end < path.length() && isIdCharacter(path.charAt(end))) {
            end++;
        }
        int length = end - PREFIX.length();
        boolean whole = end >= path.length() || path.charAt(end) == '/';
        if (!path.startsWith(PREFIX) || length < 1 || length > LONGEST_ID || !whole) {
            return Outcome.refused(Refusal.of(RefusalCode.PROXY_NOT_FOUND, "There is no such proxy"));
        }
        return Outcome.passed(new ProxyPath(path.substring(PREFIX.length(), end), path.substring(end)));
    }

    private static boolean isIdCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
