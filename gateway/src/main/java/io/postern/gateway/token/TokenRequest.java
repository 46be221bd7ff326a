package io.postern.gateway.token;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A request for a token, while it is put together. Belongs to one fetch. */
public final class TokenRequest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String method;
    private final URI url;
    private final HttpHeaders headers = new DefaultHttpHeaders();
    private byte @Nullable [] body;

    private TokenRequest(String method, URI url) {
        this.method = method;
        this.url = url;
        headers.set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON);
        headers.set(HttpHeaderNames.USER_AGENT, "postern");
    }

    public static TokenRequest of(String method, URI url) {
        return new TokenRequest(method, url);
    }

    public static TokenRequest post(URI url) {
        return of("POST", url);
    }

    /**
     * Sets a header, in place of any of that name.
     *
     * @throws TokenFailure where the value has characters other than printable ASCII, which no header can carry
     */
    public TokenRequest header(String name, String value) {
        if (value.chars().anyMatch(c -> c < 0x20 || c > 0x7E)) {
            throw new TokenFailure(
                    TokenFailure.Cause.CREDENTIAL, "the value for header " + name + " is not printable ASCII");
        }
        headers.set(name, value);
        return this;
    }

    /** A body of {@code application/x-www-form-urlencoded} in UTF-8 (RFC 6749, appendix B), in the order of the pairs. */
    public TokenRequest form(Collection<? extends Map.Entry<String, String>> pairs) {
        String text = pairs.stream()
                .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
                .collect(Collectors.joining("&"));
        return body(
                HttpHeaderValues.APPLICATION_X_WWW_FORM_URLENCODED.toString(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** A body of {@code application/json}. */
    public TokenRequest json(JsonNode json) {
        return body(HttpHeaderValues.APPLICATION_JSON.toString(), JSON.writeValueAsBytes(json));
    }

    private TokenRequest body(String type, byte[] bytes) {
        if (!headers.contains(HttpHeaderNames.CONTENT_TYPE)) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, type);
        }
        body = bytes;
        return this;
    }

    /** One name or value as it stands in a form. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    String method() {
        return method;
    }

    URI url() {
        return url;
    }

    HttpHeaders headers() {
        return headers;
    }

    byte @Nullable [] body() {
        return body;
    }

    /** Nothing but the host: the rest may be secret. */
    @Override
    public String toString() {
        return "TokenRequest[" + method + " " + url.getHost() + "]";
    }
}
