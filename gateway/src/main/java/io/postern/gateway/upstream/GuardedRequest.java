package io.postern.gateway.upstream;

import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.key.ClientCertificate;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request of the gateway's own, such as for a token. */
public final class GuardedRequest {

    private final String method;
    private final URI uri;
    private final HttpHeaders headers;
    private final byte @Nullable [] body;
    private final Limits limits;
    private final @Nullable ShownCertificate shown;

    /**
     * How much is waited for and read.
     *
     * @param time for the whole of it, from the look-up of the name to the end of the answer
     * @param answer the most bytes of an answer's body
     */
    public record Limits(Duration time, long answer) {}

    /**
     * @param uri http or https, with a host and without user information
     * @param headers all that are sent, but for Host and the framing
     * @param body null: none
     */
    public GuardedRequest(String method, URI uri, HttpHeaders headers, byte @Nullable [] body, Limits limits) {
        this(method, uri, headers, body, limits, null);
    }

    private GuardedRequest(
            String method,
            URI uri,
            HttpHeaders headers,
            byte @Nullable [] body,
            Limits limits,
            @Nullable ShownCertificate shown) {
        this.method = method;
        this.uri = uri;
        this.headers = headers;
        this.body = body;
        this.limits = limits;
        this.shown = shown;
    }

    /** The same, over a connection that shows the client certificate of this credential; null: none. */
    public GuardedRequest showing(String credentialId, @Nullable ClientCertificate certificate) {
        return new GuardedRequest(method, uri, headers, body, limits, ShownCertificate.of(credentialId, certificate));
    }

    @Nullable ShownCertificate shown() {
        return shown;
    }

    String method() {
        return method;
    }

    URI uri() {
        return uri;
    }

    HttpHeaders headers() {
        return headers;
    }

    byte @Nullable [] body() {
        return body;
    }

    Limits limits() {
        return limits;
    }

    /** No header and no byte of the body, nor the query: each may be a secret. */
    @Override
    public String toString() {
        return "GuardedRequest[" + method + " " + uri.getHost() + "]";
    }
}
