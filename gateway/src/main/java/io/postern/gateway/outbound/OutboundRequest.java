package io.postern.gateway.outbound;

import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.target.TargetUrl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The request as the target will get it. The sanitizer makes it, rules look at it, the injector adds to it last, and the
 * upstream call sends exactly this. It belongs to one call and one thread at a time.
 */
public final class OutboundRequest {

    private final String method;
    private final TargetUrl target;
    private String path;
    private final List<String> query;
    private final HttpHeaders headers;
    private @Nullable JsonNode json;

    /**
     * @param path canonical, percent-encoded, relative to the target's base URL; empty or beginning with a slash
     * @param query canonical {@code name=value} or {@code name} pairs, percent-encoded, in their order
     * @param headers what is left of the caller's headers; the upstream call adds Host and the framing
     */
    public OutboundRequest(String method, TargetUrl target, String path, List<String> query, HttpHeaders headers) {
        this.method = method;
        this.target = target;
        this.path = path;
        this.query = new ArrayList<>(query);
        this.headers = headers;
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

    public void json(JsonNode newJson) {
        json = newJson;
    }

    /** What stands in the request line: base path, path and query. */
    public String requestTarget() {
        String whole = target.basePath() + path;
        if (whole.isEmpty()) {
            whole = "/";
        }
        return query.isEmpty() ? whole : whole + "?" + String.join("&", query);
    }
}
