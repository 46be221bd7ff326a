package io.postern.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.support.Netty4HeadersAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** The answer to a {@link CallRequest}, as Spring has it. */
final class CallResponse extends AbstractServerHttpResponse {

    private final HttpServerResponse response;

    CallResponse(HttpServerResponse response, NettyDataBufferFactory buffers) {
        super(buffers, new HttpHeaders(new Netty4HeadersAdapter(response.responseHeaders())));
        this.response = response;
    }

    @Override
    protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> body) {
        return response.send(byteBufs(body)).then();
    }

    @Override
    protected Mono<Void> writeAndFlushWithInternal(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return response.sendGroups(Flux.from(body).map(CallResponse::byteBufs)).then();
    }

    private static Publisher<ByteBuf> byteBufs(Publisher<? extends DataBuffer> buffers) {
        return buffers instanceof Mono
                ? Mono.from(buffers).map(NettyDataBufferFactory::toByteBuf)
                : Flux.from(buffers).map(NettyDataBufferFactory::toByteBuf);
    }

    @Override
    protected void applyStatusCode() {
        HttpStatusCode status = getStatusCode();
        if (status != null) {
            response.status(status.value());
        }
    }

    /** They are the response's own. */
    @Override
    protected void applyHeaders() {}

    @Override
    protected void applyCookies() {
        for (List<ResponseCookie> cookies : getCookies().values()) {
            cookies.forEach(cookie -> response.addHeader(HttpHeaderNames.SET_COOKIE, cookie.toString()));
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Spring declares it
    public <T> T getNativeResponse() {
        return (T) response;
    }
}
