package io.postern.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.RefusedException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;

/** Requests of the gateway's own, guarded as every call is, each over a connection of its own. */
public final class GuardedRequests {

    private final GuardedHttpClients clients;

    public GuardedRequests(GuardedHttpClients clients) {
        this.clients = clients;
    }

    /**
     * Sends it once and reads the answer, whatever its status; a redirect is an answer and not followed. Fails with
     * {@link RefusedException} and the codes of {@link UpstreamCall}, or {@link InvalidFieldsException} where the URI is none of
     * a host. No error has more of the request in its text than its host.
     */
    public Mono<GuardedAnswer> send(GuardedRequest request) {
        return Mono.defer(() -> {
            TargetUrl target = host(request.uri());
            return clients.client(target, request.shown())
                    .request(HttpMethod.valueOf(request.method()))
                    .uri(pathAndQuery(request.uri()))
                    .send((head, out) -> {
                        head.requestHeaders().set(request.headers()).set(HttpHeaderNames.HOST, target.authority());
                        byte[] body = request.body();
                        if (body == null) {
                            return Mono.empty();
                        }
                        head.requestHeaders().set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
                        return out.sendObject(Unpooled.wrappedBuffer(body));
                    })
                    .response((answer, body) -> whole(body, request.limits().answer())
                            .map(bytes -> new GuardedAnswer(answer.status().code(), answer.responseHeaders(), bytes)))
                    .single()
                    .timeout(request.limits().time())
                    .onErrorMap(
                            TimeoutException.class,
                            late -> new RefusedException(UpstreamFailures.timeout("a document", target)))
                    .onErrorMap(
                            failure -> !(failure instanceof RefusedException),
                            failure -> new RefusedException(UpstreamFailures.refusal(failure, target)));
        });
    }

    private static Mono<byte[]> whole(ByteBufFlux body, long most) {
        return body.collect(ByteArrayOutputStream::new, (bytes, piece) -> add(bytes, piece, most))
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static void add(ByteArrayOutputStream bytes, ByteBuf piece, long most) {
        if (bytes.size() + piece.readableBytes() > most) {
            throw new TooLongFrameException("longer than " + most + " bytes");
        }
        byte[] copy = new byte[piece.readableBytes()];
        piece.getBytes(piece.readerIndex(), copy);
        bytes.writeBytes(copy);
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
