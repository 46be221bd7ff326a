package io.postern.gateway.outbound;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.key.ClientCertificate;
import io.postern.core.target.TargetUrl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The request as the target will get it. The sanitizer makes it, rules look at it, the injector adds to it last, and the
 * upstream call sends exactly this: {@link #method}, {@link #requestTarget}, {@link #writeHead} and {@link #wholeBody} are what
 * goes out, so that an injector that signs them signs what is sent. It belongs to one call and one thread at a time.
 */
public final class OutboundRequest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte[] NO_BODY = {};

    private final String method;
    private final TargetUrl target;
    private String path;
    private final List<String> query;
    private final HttpHeaders headers;
    private long streamLength;
    private @Nullable JsonNode json;
    private byte @Nullable [] whole;
    private @Nullable BodyTransform transform;
    private @Nullable ClientCertificate clientCertificate;

    /**
     * A request without a body.
     *
     * @param path canonical, percent-encoded, relative to the target's base URL; empty or beginning with a slash
     * @param query canonical {@code name=value} or {@code name} pairs, percent-encoded, in their order
     * @param headers what is left of the caller's headers; Host and the framing are added when the head is written
     */
    public OutboundRequest(String method, TargetUrl target, String path, List<String> query, HttpHeaders headers) {
        this.method = method;
        this.target = target;
        this.path = path;
        this.query = new ArrayList<>(query);
        this.headers = headers;
    }

    /** Another request that is the same, and stays as it is whatever becomes of this one. */
    public OutboundRequest copy() {
        OutboundRequest copy = new OutboundRequest(method, target, path, query, headers.copy());
        copy.json = json == null ? null : json.deepCopy();
        copy.whole = whole;
        copy.streamLength = streamLength;
        copy.transform = transform;
        copy.clientCertificate = clientCertificate;
        return copy;
    }

    public String method() {
        return method;
    }

    public TargetUrl target() {
        return target;
    }

    public String path() {
        return path;
    }

    public void path(String newPath) {
        path = newPath;
    }

    /** The pairs themselves, to add to or to replace. */
    public List<String> query() {
        return query;
    }

    /** The headers themselves, to add to or to replace. */
    public HttpHeaders headers() {
        return headers;
    }

    /** The whole body as JSON where rules or injection needed it; null where the body only streams through. */
    public @Nullable JsonNode json() {
        return json;
    }

    /** The body is this tree from now on; it is to be given again after it was changed. */
    public void json(JsonNode newJson) {
        json = newJson;
        whole = null;
    }

    /** The body is these bytes from now on. */
    public void wholeBody(byte[] bytes) {
        json = null;
        whole = bytes;
    }

    /**
     * The body's exact bytes where they are at hand, which are empty where there is none; null where the body streams through.
     * JSON is written out once, by whoever asks first.
     */
    public byte @Nullable [] wholeBody() {
        if (whole == null && json != null) {
            whole = JSON.writeValueAsBytes(json);
        }
        return whole == null && streamLength == 0 ? NO_BODY : whole;
    }

    /** The caller sends a body of so many bytes; -1: of a length that nobody knows until it ends; 0: none. */
    public void streamedBody(long length) {
        streamLength = length;
    }

    /** What becomes of the streamed body on its way; null: it passes as it comes. */
    public @Nullable BodyTransform bodyTransform() {
        return transform;
    }

    /** The streamed body goes through this; for bodies whose bytes are not at hand. */
    public void bodyTransform(BodyTransform newTransform) {
        transform = newTransform;
    }

    /** Of the body that the target gets, in bytes; -1: unknown until it ends, so that it is sent in chunks. */
    public long bodyLength() {
        byte[] bytes = wholeBody();
        if (bytes != null) {
            return bytes.length;
        }
        return transform == null ? streamLength : transform.length();
    }

    /** What the connection has to show in its handshake; null: nothing. */
    public @Nullable ClientCertificate clientCertificate() {
        return clientCertificate;
    }

    public void clientCertificate(ClientCertificate newClientCertificate) {
        clientCertificate = newClientCertificate;
    }

    /** What stands in the request line: base path, path and query. */
    public String requestTarget() {
        String whole = requestPath();
        return query.isEmpty() ? whole : whole + "?" + String.join("&", query);
    }

    /** The path in the request line: base path and path, never empty. */
    public String requestPath() {
        String whole = target.basePath() + path;
        return whole.isEmpty() ? "/" : whole;
    }

    /**
     * Writes the header section as the target gets it, in place of what is there: Host, the headers, and the framing. What
     * {@link #headers} have of Host and framing does not count, and is removed.
     */
    public void writeHead(HttpHeaders to) {
        to.clear();
        to.set(HttpHeaderNames.HOST, target.authority());
        headers.remove(HttpHeaderNames.HOST);
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        headers.remove(HttpHeaderNames.CONNECTION);
        headers.remove(HttpHeaderNames.UPGRADE);
        headers.remove(HttpHeaderNames.EXPECT);
        to.add(headers);
        long length = bodyLength();
        if (length < 0) {
            to.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (length > 0 || takesBody(method)) {
            to.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
        }
    }

    private static boolean takesBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }
}
