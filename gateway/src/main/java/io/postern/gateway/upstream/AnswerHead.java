package io.postern.gateway.upstream;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The head of a target's answer as the caller gets it. Status and reason pass as they are, and so does every header except:
 *
 * <ul>
 *   <li>those of one connection (RFC 9110, section 7.6.1), and what {@code Connection} names;
 *   <li>{@code postern-*}: only the gateway says these;
 *   <li>{@code WWW-Authenticate} and {@code Proxy-Authenticate}: they ask for a credential that the caller does not have and
 *       must not send here. A target's 401 or 407 passes without them;
 *   <li>orders to a proxy, such as {@code X-Accel-Redirect}: what stands before the gateway would follow them into the operator's
 *       own files and servers;
 *   <li>what holds for a whole origin, such as {@code Alt-Svc}: here that is the gateway's, which all targets share.
 * </ul>
 *
 * <p>Links to the target itself lead to the proxy, see {@link ProxyLinks}.
 *
 * <p>Every answer of a target says {@code postern-proxy-code: proxy-access-granted}; from 400 on it also says
 * {@code postern-error-source: target}, so that no caller takes the target's refusal for the gateway's.
 */
final class AnswerHead {

    static final AsciiString CODE = AsciiString.cached("postern-proxy-code");
    static final AsciiString MESSAGE = AsciiString.cached("postern-proxy-message");
    static final AsciiString ERROR_SOURCE = AsciiString.cached("postern-error-source");

    private static final AsciiString GRANTED = AsciiString.cached("proxy-access-granted");
    private static final AsciiString ANSWERED = AsciiString.cached("The target answered.");
    private static final AsciiString TARGET = AsciiString.cached("target");
    private static final AsciiString OURS = AsciiString.cached("postern");

    /** Headers, because their look-up ignores case and takes what the decoder yields. */
    private static final HttpHeaders DROPPED = new DefaultHttpHeaders();

    static {
        for (CharSequence name : new CharSequence[] {
            HttpHeaderNames.CONNECTION,
            "keep-alive",
            "proxy-connection",
            HttpHeaderNames.TE,
            HttpHeaderNames.TRAILER,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.UPGRADE,
            HttpHeaderNames.WWW_AUTHENTICATE,
            HttpHeaderNames.PROXY_AUTHENTICATE,
            "sec-websocket-accept",
            "sec-websocket-extensions",
            "sec-websocket-protocol",
            // Orders to a proxy. X-Accel-Buffering passes: it only has an event stream come at once.
            "x-accel-charset",
            "x-accel-expires",
            "x-accel-limit-rate",
            "x-accel-redirect",
            "x-lighttpd-send-file",
            "x-lighttpd-send-tempfile",
            "x-reproxy-file",
            "x-reproxy-url",
            "x-sendfile",
            "x-sendfile2",
            // Of an origin.
            "alt-svc",
            "clear-site-data",
            "expect-ct",
            "nel",
            "public-key-pins",
            "public-key-pins-report-only",
            "report-to",
            "service-worker-allowed",
            "strict-transport-security"
        }) {
            DROPPED.set(name, "");
        }
    }

    private AnswerHead() {}

    /** Puts the head into the answer to the caller, which must not have begun. */
    static void write(
            HttpResponseStatus status, HttpHeaders from, HttpServerResponse answer, @Nullable ProxyLinks links) {
        answer.status(status);
        HttpHeaders to = answer.responseHeaders();
        copy(from, to);
        if (links != null) {
            links.rewrite(to);
        }
        if (to.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            to.remove(HttpHeaderNames.TRANSFER_ENCODING);
        }
        mark(status.code(), to);
    }

    /** For an answer whose body does not pass. */
    static void writeWithoutBody(
            HttpResponseStatus status, HttpHeaders from, HttpServerResponse answer, @Nullable ProxyLinks links) {
        answer.status(status);
        HttpHeaders to = answer.responseHeaders();
        copy(from, to);
        if (links != null) {
            links.rewrite(to);
        }
        to.remove(HttpHeaderNames.CONTENT_TYPE);
        to.remove(HttpHeaderNames.CONTENT_ENCODING);
        to.remove(HttpHeaderNames.TRANSFER_ENCODING);
        to.setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        mark(status.code(), to);
    }

    static void copy(HttpHeaders from, HttpHeaders to) {
        Iterator<Map.Entry<CharSequence, CharSequence>> headers = from.iteratorCharSequence();
        while (headers.hasNext()) {
            Map.Entry<CharSequence, CharSequence> header = headers.next();
            CharSequence name = header.getKey();
            if (!DROPPED.contains(name) && !ours(name)) {
                to.add(name, header.getValue());
            }
        }
        for (String nominating : from.getAll(HttpHeaderNames.CONNECTION)) {
            for (String name : nominating.split(",", -1)) {
                String nominated = name.trim();
                // A target that nominates its framing would make the answer unreadable.
                if (!nominated.isEmpty()
                        && !ours(nominated)
                        && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(nominated)) {
                    to.remove(nominated);
                }
            }
        }
    }

    static void mark(int status, HttpHeaders to) {
        to.set(CODE, GRANTED);
        to.set(MESSAGE, ANSWERED);
        if (status >= 400) {
            to.set(ERROR_SOURCE, TARGET);
        }
    }

    /** With an underscore too, which some readers take for the hyphen. */
    private static boolean ours(CharSequence name) {
        return name.length() > OURS.length()
                && (name.charAt(OURS.length()) == '-' || name.charAt(OURS.length()) == '_')
                && AsciiString.regionMatches(name, true, 0, OURS, 0, OURS.length());
    }
}
