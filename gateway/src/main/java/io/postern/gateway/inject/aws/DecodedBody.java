package io.postern.gateway.inject.aws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.postern.gateway.outbound.BodyTransform;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A streamed body that the caller's SDK has put into {@code aws-chunked} coding, taken out of it. Trailers are left out. */
public final class DecodedBody implements BodyTransform {

    private final long length;
    private final ChunkDecoder decoder = new ChunkDecoder();
    private long decoded;

    /** Of a body that is to have so many bytes. */
    public DecodedBody(long length) {
        this.length = length;
    }

    /**
     * A body that is at hand.
     *
     * @param bytes all of it
     * @param trailers gets what stands behind the last chunk, by lower-case names
     * @throws io.postern.gateway.failure.RefusedException where it is not in this coding
     */
    public static byte[] of(byte[] bytes, Map<String, String> trailers) {
        ChunkDecoder decoder = new ChunkDecoder();
        ByteBuf data = Unpooled.buffer(bytes.length);
        decoder.decode(Unpooled.wrappedBuffer(bytes), data);
        decoder.end();
        trailers.putAll(decoder.trailers());
        byte[] decoded = new byte[data.readableBytes()];
        data.readBytes(decoded);
        return decoded;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> body) {
        return body.<ByteBuf>handle((piece, sink) -> {
                    ByteBuf data = decode(piece);
                    if (data.isReadable()) {
                        sink.next(data);
                    } else {
                        data.release();
                    }
                })
                .concatWith(Mono.fromRunnable(this::end));
    }

    private ByteBuf decode(ByteBuf piece) {
        ByteBuf data = PooledByteBufAllocator.DEFAULT.buffer(piece.readableBytes());
        try {
            decoder.decode(piece, data);
            decoded += data.readableBytes();
            if (decoded > length) {
                throw ChunkDecoder.malformed("has more data than was announced");
            }
            return data;
        } catch (RuntimeException e) {
            data.release();
            throw e;
        } finally {
            piece.release();
        }
    }

    private void end() {
        decoder.end();
        if (decoded != length) {
            throw ChunkDecoder.malformed("has less data than was announced");
        }
    }
}
