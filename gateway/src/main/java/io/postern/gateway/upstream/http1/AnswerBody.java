package io.postern.gateway.upstream.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * The body of an answer on its way from a connection to whoever reads it, once: piece by piece, or as a whole. What comes
 * faster than it is asked for is kept, and beyond {@link #READ_AHEAD} the target is not read from until it has been asked for.
 * To be used on the connection's event loop. Cancelling gives the exchange up.
 */
public final class AnswerBody extends Flux<ByteBuf> implements Subscription {

    /** So many bytes are kept without having been asked for; after more of them the target is not read from. */
    public static final int READ_AHEAD = 64 * 1024;

    /** With so many bytes waiting in the channel that the body is written into, nothing is added to them. */
    private static final long WRITE_AHEAD = 256 * 1024;

    private final Http1Connection connection;
    private final Queue<ByteBuf> kept = new ArrayDeque<>(2);
    private int keptBytes;
    private boolean stopped;
    private boolean complete;
    private @Nullable Throwable failure;
    private @Nullable CoreSubscriber<? super ByteBuf> reader;
    private @Nullable Channel writtenTo;
    private boolean full;
    private long demand;
    private boolean passing;
    private boolean over;
    private boolean handedOn;

    public AnswerBody(Http1Connection connection) {
        this.connection = connection;
    }

    /** Takes the piece over. */
    public void piece(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        kept.add(bytes);
        keptBytes += bytes.readableBytes();
        pass();
        if (keptBytes > READ_AHEAD && !stopped && !over) {
            stopped = true;
            connection.reading(false);
        }
    }

    /** The answer is whole. */
    public void end() {
        complete = true;
        pass();
    }

    public void fail(Throwable cause) {
        failure = cause;
        pass();
    }

    /** Whether all of it has come. */
    public boolean complete() {
        return complete;
    }

    /** Whether all of it was handed on. */
    public boolean handedOn() {
        return handedOn;
    }

    /** All that came, in one piece, which is the caller's to release. */
    public ByteBuf whole() {
        over = true;
        handedOn = complete;
        ByteBuf first = kept.poll();
        if (first == null) {
            return Unpooled.EMPTY_BUFFER;
        }
        if (kept.isEmpty()) {
            return first;
        }
        CompositeByteBuf all = first.alloc().compositeBuffer(kept.size() + 1).addComponent(true, first);
        ByteBuf next;
        while ((next = kept.poll()) != null) {
            all.addComponent(true, next);
        }
        return all;
    }

    /**
     * The same, for somebody who writes it into this channel, and asks for many pieces without knowing how long they are: where
     * much waits there, nothing is handed on until all of that has been written.
     */
    public Flux<ByteBuf> into(Channel channel) {
        writtenTo = channel;
        return this;
    }

    /** Throws away what is there and what comes. */
    public void discard() {
        over = true;
        ByteBuf next;
        while ((next = kept.poll()) != null) {
            next.release();
        }
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
        reader = subscriber;
        subscriber.onSubscribe(this);
    }

    @Override
    public void request(long pieces) {
        demand = demand + pieces < 0 ? Long.MAX_VALUE : demand + pieces;
        pass();
    }

    @Override
    public void cancel() {
        if (!over) {
            discard();
            if (!complete && failure == null) {
                connection.close();
            }
        }
    }

    /** A reader asks for more while it gets something: that is taken up by the loop that gives. */
    private void pass() {
        if (passing || reader == null || over) {
            return;
        }
        passing = true;
        while (demand > 0 && !over && !kept.isEmpty() && !isFull()) {
            ByteBuf next = kept.remove();
            keptBytes -= next.readableBytes();
            demand--;
            reader.onNext(next);
        }
        passing = false;
        if (over || !kept.isEmpty()) {
            return;
        }
        if (stopped && !complete) {
            // Of a whole answer the connection may be another one's by now.
            stopped = false;
            connection.reading(true);
        }
        if (failure != null) {
            over = true;
            reader.onError(failure);
        } else if (complete) {
            over = true;
            handedOn = true;
            reader.onComplete();
        }
    }

    /** Goes on by itself when it is not any more. */
    @SuppressWarnings("FutureReturnValueIgnored") // this is about its listener
    private boolean isFull() {
        Channel to = writtenTo;
        if (to == null || full) {
            return full;
        }
        if (to.bytesBeforeWritable() > WRITE_AHEAD) {
            full = true;
            // Adds nothing to the message (Netty's encoders let it through), and is written when all before it is.
            to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                full = false;
                if (written.isSuccess()) {
                    pass();
                }
            });
        }
        return full;
    }
}
