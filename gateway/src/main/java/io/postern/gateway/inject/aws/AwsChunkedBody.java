package io.postern.gateway.inject.aws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.postern.gateway.outbound.BodyTransform;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A body in {@code aws-chunked} coding whose chunks are signed, each signature over the one before ("Signature calculations
 * for the authorization header: transferring payload in multiple chunks" in the documentation of S3's API). Holds one chunk.
 *
 * <p>A caller that sends less than it announced gets no last chunk, so that the target can't take a part for the whole.
 */
public final class AwsChunkedBody implements BodyTransform {

    /**
     * At least 8 KiB, as S3 wants it. Small, because the connection to the target holds up to 128 pieces of a body before it
     * waits for a slow target.
     */
    public static final int CHUNK_BYTES = 16 * 1024;

    private static final int SIGNATURE_CHARS = 64;
    private static final String SIGNATURE = ";chunk-signature=";

    private final long bodyLength;
    private final int chunkBytes;
    private final SigningKey key;
    private String previous = "";
    private @Nullable ByteBuf chunk;
    private long received;

    /** For a body of so many bytes; {@link #seed} has to be told before it is sent. */
    public AwsChunkedBody(long bodyLength, SigningKey key) {
        this(bodyLength, CHUNK_BYTES, key);
    }

    AwsChunkedBody(long bodyLength, int chunkBytes, SigningKey key) {
        this.bodyLength = bodyLength;
        this.chunkBytes = chunkBytes;
        this.key = key;
    }

    /** The signature of the request, which the first chunk's is made over. */
    public void seed(String signature) {
        previous = signature;
    }

    @Override
    public long length() {
        long rest = bodyLength % chunkBytes;
        return bodyLength / chunkBytes * framed(chunkBytes) + (rest == 0 ? 0 : framed(rest)) + framed(0);
    }

    private static long framed(long bytes) {
        return Long.toHexString(bytes).length() + SIGNATURE.length() + SIGNATURE_CHARS + 2 + bytes + 2;
    }

    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> body) {
        return body.<ByteBuf>handle((piece, sink) -> {
                    ByteBuf whole = take(piece);
                    if (whole != null) {
                        sink.next(whole);
                    }
                })
                .concatWith(Mono.fromCallable(this::last))
                .doFinally(signal -> release());
    }

    /** The chunks that this piece completes; null where it completes none. */
    private @Nullable ByteBuf take(ByteBuf piece) {
        ByteBuf out = null;
        try {
            received += piece.readableBytes();
            while (piece.isReadable()) {
                if (chunk == null) {
                    chunk = PooledByteBufAllocator.DEFAULT.buffer(chunkBytes, chunkBytes);
                }
                chunk.writeBytes(piece, Math.min(chunk.writableBytes(), piece.readableBytes()));
                if (!chunk.isWritable()) {
                    ByteBuf complete = frame(chunk);
                    chunk = null;
                    out = out == null ? complete : Unpooled.wrappedBuffer(out, complete);
                }
            }
        } finally {
            piece.release();
        }
        return out;
    }

    private ByteBuf last() {
        if (received != bodyLength) {
            throw new IllegalStateException("the caller's body ended before its length");
        }
        ByteBuf rest = chunk;
        chunk = null;
        // The last bytes are signed before the end is.
        return rest == null
                ? frame(Unpooled.EMPTY_BUFFER)
                : Unpooled.wrappedBuffer(frame(rest), frame(Unpooled.EMPTY_BUFFER));
    }

    private ByteBuf frame(ByteBuf data) {
        MessageDigest digest = SigningKey.digest();
        digest.update(data.nioBuffer());
        previous = key.signChunk(previous, AwsEncoding.hex(digest.digest()));
        byte[] head = (Integer.toHexString(data.readableBytes()) + SIGNATURE + previous + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(head), data, Unpooled.wrappedBuffer(new byte[] {'\r', '\n'}));
    }

    private void release() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }
}
