package io.postern.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sends requests at a fixed rate, whatever the answers do, and measures each from the moment it was due: a stalled server
 * delays those behind it, and that delay is counted (coordinated omission). When every connection waits for an answer,
 * what is due waits in line, with its time.
 */
// A failed write or close ends the connection, which ends the run.
@SuppressWarnings("FutureReturnValueIgnored")
public final class RateClient {

    private final URI url;
    private final String key;
    private final long period;
    private final long warm;
    private final long measured;
    private final EventLoop loop;
    private final int connections;
    private final CountDownLatch answered = new CountDownLatch(1);
    private final Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    private final List<Channel> opened = new ArrayList<>();
    private final Queue<Connection> free = new ArrayDeque<>();
    private final Queue<Long> due = new ArrayDeque<>();
    private long next;
    private long warmUntil;
    private long until;
    private int errors;

    private RateClient(Arguments arguments, EventLoop loop) {
        url = arguments.uri("url");
        key = arguments.text("key");
        period = TimeUnit.SECONDS.toNanos(1) / arguments.number("rate");
        this.loop = loop;
        connections = arguments.number("connections");
        warm = TimeUnit.MILLISECONDS.toNanos(arguments.number("warm-millis"));
        measured = TimeUnit.MILLISECONDS.toNanos(arguments.number("millis"));
    }

    /**
     * Each line of the standard input is one run, {@code url= key= rate= connections= warm-millis= millis=}, and gets one line of
     * JSON, times in microseconds. All runs are one process: a client that the compiler still works on would measure itself.
     */
    public static void main(String[] args) throws Exception {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            new RateClient(Arguments.of(line.split(" ", -1)), group.next()).run();
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private void run() throws InterruptedException {
        for (int i = 0; i < connections; i++) {
            connect();
        }
        loop.submit(this::start).sync();
        awaitAnswers();
        loop.submit(this::report).sync();
        for (Channel channel : opened) {
            channel.close().sync();
        }
    }

    private void connect() throws InterruptedException {
        Connection connection = new Connection();
        opened.add(new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), connection);
                    }
                })
                .connect(url.getHost(), url.getPort())
                .sync()
                .channel());
    }

    /** Only now: until here the connections were made. */
    private void start() {
        next = System.nanoTime();
        warmUntil = next + warm;
        until = warmUntil + measured;
        tick();
    }

    private void awaitAnswers() throws InterruptedException {
        // One count for each, on whatever thread: what is still missing after as long again is given up.
        answered.await(2 * (warm + measured), TimeUnit.NANOSECONDS);
    }

    private boolean allAnswered() {
        return next - until >= 0 && due.isEmpty() && free.size() == connections;
    }

    /** Sends everything that is due, and comes again when the next one is. */
    private void tick() {
        long now = System.nanoTime();
        while (next - now <= 0 && next - until < 0) {
            due.add(next);
            next += period;
        }
        sendDue();
        if (next - until < 0) {
            loop.schedule(this::tick, next - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private void sendDue() {
        while (!due.isEmpty() && !free.isEmpty()) {
            free.remove().send(due.remove());
        }
    }

    private void report() {
        System.out.printf(
                "{\"requests\":%d,\"errors\":%d,\"unsent\":%d,\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f}%n",
                latencies.getTotalCount(),
                errors,
                due.size(),
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                latencies.getValueAtPercentile(99.9) / 1e3,
                latencies.getMaxValue() / 1e3);
    }

    private final class Connection extends SimpleChannelInboundHandler<HttpObject> {

        private Channel channel = new io.netty.channel.embedded.EmbeddedChannel();
        private long dueAt;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            free.add(this);
        }

        void send(long at) {
            dueAt = at;
            FullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1, HttpMethod.GET, url.getRawPath() + "?" + url.getRawQuery());
            request.headers()
                    .set(HttpHeaderNames.HOST, url.getAuthority())
                    .set(HttpHeaderNames.ACCEPT, "application/json")
                    .set(HttpHeaderNames.USER_AGENT, "bench")
                    .set(Forwarding.KEY_HEADER, key);
            channel.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (message instanceof HttpResponse response && response.status().code() != 200) {
                errors++;
            }
            if (message instanceof LastHttpContent) {
                long now = System.nanoTime();
                if (dueAt - warmUntil >= 0) {
                    latencies.recordValue(now - dueAt);
                }
                free.add(this);
                sendDue();
                if (allAnswered()) {
                    answered.countDown();
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            errors++;
        }
    }
}
