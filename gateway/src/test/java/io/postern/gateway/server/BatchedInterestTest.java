package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** On real connections, with epoll; what the kernel is told is counted on the way. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write or a close shows at the other end
@EnabledOnOs(value = OS.LINUX, disabledReason = "there is epoll on Linux only; there it has to be")
class BatchedInterestTest {

    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private EventLoopGroup group;

    @BeforeEach
    void start() {
        Epoll.ensureAvailability();
        group = new MultiThreadIoEventLoopGroup(
                1,
                BatchedInterest.of(
                        loop -> new Counting(EpollIoHandler.newFactory().newHandler(loop))));
    }

    @AfterEach
    void stop() {
        if (group != null) {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void requestsOfKeptConnectionTellTheKernelNothing() throws Exception {
        DisposableServer server = HttpServer.create()
                .runOn(useNative -> group)
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> response.sendString(Mono.just("answer")))
                .bindNow();
        try (Wire caller = new Wire(server.port())) {
            call(caller);
            int before = told.get();
            for (int i = 0; i < 100; i++) {
                call(caller);
            }
            // Without batching they are 200.
            assertThat(told.get() - before).isLessThan(10);
        } finally {
            server.disposeNow();
        }
    }

    private static void call(Wire caller) throws Exception {
        caller.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(caller.answer()).startsWith("HTTP/1.1 200 OK\r\n").contains("answer");
    }

    /** That would be read on and on if the kernel were not told, and never again if it were not told of the contrary. */
    @Test
    void connectionThatIsNotReadFromHasNothingRead() throws Exception {
        BlockingQueue<String> read = new LinkedBlockingQueue<>();
        BlockingQueue<Channel> connections = new LinkedBlockingQueue<>();
        Channel listener = listen(connections, () -> new Reader(read));
        try (Wire caller = new Wire(((InetSocketAddress) listener.localAddress()).getPort())) {
            Channel connection = connections.poll(20, TimeUnit.SECONDS);
            caller.write("one");
            assertThat(read.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
            readOn(connection, false);
            turn(connection);
            int before = told.get();
            caller.write("two");
            for (int i = 0; i < 100; i++) {
                turn(connection);
            }
            assertThat(read).isEmpty();
            readOn(connection, true);
            assertThat(read.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
            assertThat(told.get() - before).isOne();
        } finally {
            listener.close().sync();
        }
    }

    /** On its loop: a read that is asked for already is done in spite of another thread's word. */
    private static void readOn(Channel connection, boolean on) throws Exception {
        connection.eventLoop().submit(() -> connection.config().setAutoRead(on)).sync();
    }

    /** Until the loop has looked at its connections once more; tasks alone may all run in the same turn. */
    private void turn(Channel connection) throws Exception {
        int before = turns.get();
        do {
            connection.eventLoop().submit(() -> {}).sync();
        } while (turns.get() - before < 2);
    }

    @Test
    void connectionThatIsClosedInTheSameTurnIsClosed() throws Exception {
        BlockingQueue<Channel> connections = new LinkedBlockingQueue<>();
        Channel listener = listen(connections, ChannelInboundHandlerAdapter::new);
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        try (Wire one = new Wire(port);
                Wire another = new Wire(port)) {
            Channel connection = connections.poll(20, TimeUnit.SECONDS);
            connection.eventLoop().execute(() -> {
                connection.config().setAutoRead(false);
                connection.close();
            });
            assertThat(one.rest()).isEmpty();
            // And the loop goes on.
            Channel other = connections.poll(20, TimeUnit.SECONDS);
            other.writeAndFlush(other.alloc().buffer().writeByte('!'));
            assertThat(another.until("!")).isEqualTo("!");
        } finally {
            listener.close().sync();
        }
    }

    /** @param handlers one for each connection; which are added to the others */
    private Channel listen(BlockingQueue<Channel> connections, Supplier<ChannelHandler> handlers)
            throws InterruptedException {
        return new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline().addLast(handlers.get());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    private static final class Reader extends SimpleChannelInboundHandler<ByteBuf> {

        private final Queue<String> read;

        private Reader(Queue<String> read) {
            this.read = read;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf octets) {
            read.add(octets.toString(StandardCharsets.US_ASCII));
        }
    }

    private final class Counting implements IoHandler {

        private final IoHandler handler;

        private Counting(IoHandler handler) {
            this.handler = handler;
        }

        @Override
        public int run(IoHandlerContext context) {
            turns.incrementAndGet();
            return handler.run(context);
        }

        @Override
        public void prepareToDestroy() {
            handler.prepareToDestroy();
        }

        @Override
        public void destroy() {
            handler.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            IoRegistration registration = handler.register(handle);
            return new IoRegistration() {
                @Override
                @SuppressWarnings("TypeParameterUnusedInFormals") // as Netty declares it
                public <T> T attachment() {
                    return registration.attachment();
                }

                @Override
                public long submit(IoOps ops) {
                    told.incrementAndGet();
                    return registration.submit(ops);
                }

                @Override
                public boolean isValid() {
                    return registration.isValid();
                }

                @Override
                public boolean cancel() {
                    return registration.cancel();
                }
            };
        }

        @Override
        public void initialize() {
            handler.initialize();
        }

        @Override
        public void wakeup() {
            handler.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return handler.isCompatible(handleType);
        }
    }
}
