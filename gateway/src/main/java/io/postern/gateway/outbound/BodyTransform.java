package io.postern.gateway.outbound;

import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Flux;

/** Changes a body that streams through, piece by piece and in constant memory. Used once, for one call. */
public interface BodyTransform {

    /** What the target gets, in bytes, known before the first piece. */
    long length();

    /**
     * The body for the target.
     *
     * @param body the caller's, whose pieces belong to whoever receives them, as do those of the answer
     */
    Flux<ByteBuf> apply(Flux<ByteBuf> body);

    /** This one, and then another, which was made for a body of this one's {@link #length}. */
    default BodyTransform then(BodyTransform next) {
        BodyTransform first = this;
        return new BodyTransform() {
            @Override
            public long length() {
                return next.length();
            }

            @Override
            public Flux<ByteBuf> apply(Flux<ByteBuf> body) {
                return next.apply(first.apply(body));
            }
        };
    }
}
