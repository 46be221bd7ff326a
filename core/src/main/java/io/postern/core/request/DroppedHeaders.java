package io.postern.core.request;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the caller's header fields end at the gateway, in every spelling that a target may take for theirs: see
 * {@link HeaderNames}.
 */
public final class DroppedHeaders {

    /** What the caller shows to us. */
    private static final List<String> CREDENTIALS = List.of("authorization", "x-api-key");

    /** What concerns this connection alone (RFC 9110, section 7.6.1), or is made anew for the next. */
    private static final List<String> CONNECTION = List.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");

    /** What targets believe about where a request came from; only a proxy that they know may say it. */
    private static final List<String> ORIGIN = List.of(
            "cf-connecting-ip",
            "cf-connecting-ipv6",
            "cf-pseudo-ipv4",
            "client-ip",
            "fastly-client-ip",
            "fly-client-ip",
            "forwarded",
            "forwarded-for",
            "true-client-ip",
            "wl-proxy-client-ip",
            "x-azure-clientip",
            "x-azure-socketip",
            "x-client-ip",
            "x-cluster-client-ip",
            "x-envoy-external-address",
            "x-forwarded",
            "x-host",
            "x-original-forwarded-for",
            "x-original-host",
            "x-originating-ip",
            "x-real-ip",
            "x-remote-addr",
            "x-remote-ip");

    /** With these the target would see another method or path than the rules did. */
    private static final List<String> OVERRIDES = List.of(
            "x-envoy-original-path",
            "x-http-host-override",
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x-original-method",
            "x-original-uri",
            "x-original-url",
            "x-override-url",
            "x-rewrite-url");

    /** The trace that the caller's side keeps of this call (W3C Trace Context and Baggage): no third party's business. */
    private static final Set<String> TRACE = Set.of("traceparent", "tracestate", "baggage");

    private static final Set<String> NAMES = names();
    private static final List<String> PREFIXES = List.of("postern-", "proxy-", "sec-websocket-", "x-forwarded-");

    private final Set<String> further;
    private final boolean webSocket;
    private final boolean tracePasses;

    private DroppedHeaders(Set<String> further, boolean webSocket, boolean tracePasses) {
        this.further = further;
        this.webSocket = webSocket;
        this.tracePasses = tracePasses;
    }

    /**
     * For one request.
     *
     * @param connection the values of its {@code Connection} fields
     * @param ownHeader the header that only this proxy's callers show their credential in; null where it has none
     * @param webSocket whether it asks for a WebSocket, whose subprotocols then stay
     * @param tracePasses whether the proxy hands the trace on to its target
     */
    public static DroppedHeaders of(
            Iterable<String> connection, @Nullable String ownHeader, boolean webSocket, boolean tracePasses) {
        Set<String> further = new HashSet<>();
        if (ownHeader != null) {
            further.add(HeaderNames.folded(ownHeader));
        }
        for (String value : connection) {
            for (String name : value.split(",", -1)) {
                further.add(HeaderNames.folded(name.strip()));
            }
        }
        return new DroppedHeaders(further, webSocket, tracePasses);
    }

    private static Set<String> names() {
        Set<String> names = new HashSet<>();
        List.of(CREDENTIALS, CONNECTION, ORIGIN, OVERRIDES).forEach(names::addAll);
        names.addAll(TRACE);
        return Set.copyOf(names);
    }

    /** Whether a field of this name ends here. */
    public boolean contains(String name) {
        String folded = HeaderNames.folded(name);
        if (further.contains(folded)) {
            return true;
        }
        if (NAMES.contains(folded)) {
            return !(tracePasses && TRACE.contains(folded));
        }
        if (webSocket && name.equalsIgnoreCase("sec-websocket-protocol")) {
            return false;
        }
        for (String prefix : PREFIXES) {
            if (folded.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
