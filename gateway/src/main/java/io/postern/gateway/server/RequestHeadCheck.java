package io.postern.gateway.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.NetUtil;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses a request head that two servers could frame, route or read in different ways (RFC 9112, sections 3.2, 6 and 11.2).
 * Netty's decoder has refused broken header names and values, and lengths that contradict each other, before; lines that are
 * folded come as one value with spaces, which is what the target gets.
 */
final class RequestHeadCheck {

    private static final Set<String> NEVER = Set.of("CONNECT", "TRACE", "TRACK");
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._-]{1,255}|\\[([0-9A-Fa-f:.]{2,45})])(?::[0-9]{1,5})?");

    private RequestHeadCheck() {}

    /**
     * Checks a head, and makes its target readable.
     *
     * @throws RefusedException with what is to be answered before the connection is closed
     */
    static void check(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            throw refused(undecodable(request.decoderResult().cause()));
        }
        checkVersion(request.protocolVersion());
        if (NEVER.contains(request.method().name())) {
            throw refused(Refusal.of(RefusalCode.METHOD_NOT_ALLOWED, "The method is not allowed"));
        }
        checkFraming(request.protocolVersion(), request.headers());
        checkHost(request.protocolVersion(), request.headers());
        String target = request.uri();
        String readable = RequestTarget.readable(target);
        if (!readable.equals(target)) {
            request.setUri(readable);
        }
    }

    private static Refusal undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Refusal.of(RefusalCode.URI_TOO_LONG, "The request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Refusal.of(RefusalCode.HEADERS_TOO_LARGE, "The header fields are too large");
        }
        return Refusal.of(RefusalCode.BAD_REQUEST, "The request is not valid HTTP/1.1");
    }

    private static void checkVersion(HttpVersion version) {
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            throw bad("The version must be HTTP/1.1 or HTTP/1.0");
        }
    }

    private static void checkFraming(HttpVersion version, HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (!codings.isEmpty()) {
            if (version.equals(HttpVersion.HTTP_1_0)) {
                throw bad("HTTP/1.0 has no transfer codings");
            }
            if (!lengths.isEmpty()) {
                throw bad("A request must not have both a length and a transfer coding");
            }
            if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
                throw bad("The only transfer coding is chunked");
            }
        }
        if (lengths.size() > 1 || (lengths.size() == 1 && !isLength(lengths.get(0)))) {
            throw bad("The length of the body must be one whole number");
        }
    }

    /** Without zeros before it, with which some readers take a number for an octal one. */
    private static boolean isLength(String text) {
        return !text.isEmpty()
                && text.length() <= 18
                && (text.length() == 1 || text.charAt(0) != '0')
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static void checkHost(HttpVersion version, HttpHeaders headers) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1) {
            throw bad("The header Host must not stand more than once");
        }
        if (hosts.isEmpty()) {
            if (version.equals(HttpVersion.HTTP_1_1)) {
                throw bad("The header Host is required");
            }
        } else if (!isPlainHost(hosts.get(0)) && !isHost(hosts.get(0))) {
            throw bad("The header Host must be a host name or address, and a port where there is one");
        }
    }

    private static boolean isHost(String host) {
        Matcher parts = HOST.matcher(host);
        return parts.matches() && (parts.group(1) == null || NetUtil.isValidIpV6Address(parts.group(1)));
    }

    /** Most hosts, without the expression: a name or an IPv4 address, and a port or none. */
    private static boolean isPlainHost(String host) {
        int colon = host.indexOf(':');
        int end = colon < 0 ? host.length() : colon;
        for (int i = 0; i < end; i++) {
            char c = host.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-')) {
                return false;
            }
        }
        for (int i = end + 1; i < host.length(); i++) {
            if (host.charAt(i) < '0' || host.charAt(i) > '9') {
                return false;
            }
        }
        return end > 0 && end <= 255 && host.length() - end <= 6 && host.length() != end + 1;
    }

    private static RefusedException bad(String message) {
        return refused(Refusal.of(RefusalCode.BAD_REQUEST, message));
    }

    private static RefusedException refused(Refusal refusal) {
        return new RefusedException(refusal);
    }
}
