package io.postern.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;

/** Over the gateway's guarded connections. */
public final class PooledGuardedFetch implements GuardedFetch {

    private final GuardedHttpClients clients;
    private final UpstreamProperties.Fetch properties;

    public PooledGuardedFetch(GuardedHttpClients clients, UpstreamProperties properties) {
        this.clients = clients;
        this.properties = properties.fetch();
    }

    @Override
    public Mono<byte[]> get(URI uri) {
        return Mono.defer(() -> {
            TargetUrl target = host(uri);
            return clients.client(target)
                    .headers(headers -> headers.set(HttpHeaderNames.HOST, target.authority()))
                    .doOnRequest((request, connection) -> plain(request.requestHeaders()))
                    .get()
                    .uri(pathAndQuery(uri))
                    .response((answer, body) -> answer.status().code() == 200
                            ? whole(body)
                            : Mono.error(
                                    new IOException("status " + answer.status().code() + " of " + target.host())))
                    .single()
                    .timeout(properties.timeout())
                    .onErrorMap(
                            TimeoutException.class,
                            late -> new RefusedException(UpstreamFailures.timeout("a document", target)))
                    .onErrorMap(
                            failure -> !(failure instanceof RefusedException),
                            failure -> new RefusedException(UpstreamFailures.refusal(failure, target)));
        });
    }

    private Mono<byte[]> whole(ByteBufFlux body) {
        long most = properties.maxSize().toBytes();
        return body.collect(ByteArrayOutputStream::new, (bytes, piece) -> add(bytes, piece, most))
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static void add(ByteArrayOutputStream bytes, ByteBuf piece, long most) {
        if (bytes.size() + piece.readableBytes() > most) {
            throw new io.netty.handler.codec.TooLongFrameException("longer than " + most + " bytes");
        }
        byte[] copy = new byte[piece.readableBytes()];
        piece.getBytes(piece.readerIndex(), copy);
        bytes.writeBytes(copy);
    }

    private static void plain(HttpHeaders headers) {
        headers.set(HttpHeaderNames.USER_AGENT, "postern");
        headers.set(HttpHeaderNames.ACCEPT, "application/json");
    }

    private static TargetUrl host(URI uri) {
        if (uri.getRawAuthority() == null || uri.getRawUserInfo() != null) {
            throw InvalidFieldsException.of("is not a URL of a host");
        }
        return TargetUrl.parse(uri.getScheme() + "://" + uri.getRawAuthority());
    }

    private static String pathAndQuery(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
