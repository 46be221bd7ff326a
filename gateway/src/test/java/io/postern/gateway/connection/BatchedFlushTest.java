package io.postern.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // what arrives is looked at instead
class BatchedFlushTest {

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BatchedFlush batch = new BatchedFlush();
    private Channel channel;

    @BeforeEach
    void connect() throws InterruptedException {
        LocalAddress address = new LocalAddress(BatchedFlushTest.class);
        new ServerBootstrap()
                .group(group)
                .channel(LocalServerChannel.class)
                .childHandler(new Received())
                .bind(address)
                .sync();
        channel = new Bootstrap()
                .group(group)
                .channel(LocalChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast(new Flushed(), batch);
                    }
                })
                .connect(address)
                .sync()
                .channel();
    }

    @AfterEach
    void end() throws InterruptedException {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    @Test
    void flushWhenTheLoopIsBusyThenOnceForAll() throws InterruptedException {
        inLoop(() -> {
            channel.writeAndFlush("a");
            channel.writeAndFlush("b");
            events.add("busy");
        });
        assertThat(next(4)).containsExactly("busy", "flush", "a", "b");
    }

    @Test
    void flushWhenTheLoopHasGoneOnThenAgain() throws InterruptedException {
        inLoop(() -> channel.writeAndFlush("a"));
        assertThat(next(2)).containsExactly("flush", "a");
        inLoop(() -> channel.writeAndFlush("b"));
        assertThat(next(2)).containsExactly("flush", "b");
    }

    @Test
    void closeWhenSomethingWaitsThenSentBefore() throws InterruptedException {
        inLoop(() -> {
            channel.writeAndFlush("a");
            channel.close();
        });
        assertThat(next(3)).containsExactly("flush", "a", "closed");
    }

    @Test
    void removeWhenSomethingWaitsThenSent() throws InterruptedException {
        inLoop(() -> {
            channel.writeAndFlush("a");
            channel.pipeline().remove(batch);
        });
        assertThat(next(2)).containsExactly("flush", "a");
    }

    private void inLoop(Runnable work) throws InterruptedException {
        channel.eventLoop().submit(work).sync();
    }

    private List<String> next(int count) throws InterruptedException {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            found.add(String.valueOf(events.poll(10, TimeUnit.SECONDS)));
        }
        return found;
    }

    private final class Flushed extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext ctx) {
            events.add("flush");
            ctx.flush();
        }
    }

    private final class Received extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            events.add(message.toString());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            events.add("closed");
        }
    }
}
