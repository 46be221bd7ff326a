package io.postern.gateway.proxy;

import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServerRequest;

/**
 * A request of Reactor Netty's as Spring has it, of which nothing is made that nobody asks for: Spring's own parses a
 * {@link URI} for each request, and the gateway reads the request line itself.
 */
final class CallRequest extends AbstractServerHttpRequest {

    private static final URI UNREAD = URI.create("/");

    private final HttpServerRequest request;
    private final NettyDataBufferFactory buffers;

    CallRequest(HttpServerRequest request, NettyDataBufferFactory buffers) {
        super(
                HttpMethod.valueOf(request.method().name()),
                UNREAD,
                "",
                new HttpHeaders(new Netty4HeadersAdapter(request.requestHeaders())));
        this.request = request;
        this.buffers = buffers;
    }

    /** Path and query: a reference without scheme and host, which are whatever the caller calls this server by. */
    @Override
    public URI getURI() {
        return URI.create(request.uri());
    }

    @Override
    public RequestPath getPath() {
        return RequestPath.parse(getURI(), "");
    }

    @Override
    protected MultiValueMap<String, HttpCookie> initCookies() {
        MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();
        request.allCookies()
                .forEach((name, all) -> all.forEach(
                        cookie -> cookies.add(name.toString(), new HttpCookie(cookie.name(), cookie.value()))));
        return cookies;
    }

    @Override
    public @Nullable InetSocketAddress getLocalAddress() {
        return request.hostAddress();
    }

    @Override
    public @Nullable InetSocketAddress getRemoteAddress() {
        return request.remoteAddress();
    }

    /** Always null: callers show no certificates. */
    @Override
    protected @Nullable SslInfo initSslInfo() {
        return null;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return request.receive().retain().map(buffers::wrap);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Spring declares it
    public <T> T getNativeRequest() {
        return (T) request;
    }
}
