package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/** How much of a side that sends is taken while the other side reads nothing. */
class FramePumpTest {

    private static final int MOST = 100;

    private final Queue<ChannelPromise> unread = new ArrayDeque<>();

    /** Nothing that is written to it is sent before the test says so. */
    private final EmbeddedChannel peer = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            unread.add(promise);
        }
    });

    private int taken;

    private FramePump pump(int length) {
        FramePump pump = new FramePump(peer, () -> {}, () -> {}, () -> {});
        Flux.<WebSocketFrame>generate(sink -> sink.next(
                        new BinaryWebSocketFrame(Unpooled.buffer(length).writeZero(length))))
                .take(MOST)
                .doOnNext(frame -> taken++)
                .subscribe(pump);
        return pump;
    }

    @ParameterizedTest
    @CsvSource({"0, 32", "1000, 32", "8192, 32", "100000, 3", "262144, 1", "1048576, 1"})
    void takeWhenNothingIsReadThenSoManyFramesOfThatLengthAreKept(int length, int frames) {
        pump(length);
        assertThat(unread).hasSize(frames);
        assertThat(taken).isEqualTo(frames);
    }

    @ParameterizedTest
    @CsvSource({"0", "1000", "100000", "1048576"})
    void takeWhenFramesAreReadThenAsManyMoreAreTakenUntilAllHavePassed(int length) {
        FramePump pump = pump(length);
        for (int i = 0; i < MOST; i++) {
            unread.remove().setSuccess();
            peer.runPendingTasks();
        }
        assertThat(unread).isEmpty();
        assertThat(pump.bytes()).isEqualTo((long) MOST * length);
    }

    @Test
    void takeWhenThePeerIsGoneThenNoMoreIsTaken() {
        pump(1_048_576);
        unread.remove().setFailure(new java.io.IOException("gone"));
        peer.runPendingTasks();
        assertThat(taken).isEqualTo(1);
    }
}
