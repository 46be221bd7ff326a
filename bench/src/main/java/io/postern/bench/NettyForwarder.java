package io.postern.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The limit of the JVM: a forwarder on Netty alone, whose connections to the upstream are pooled on the event loop of the
 * caller. It streams, heeds back pressure, and does nothing else.
 */
// What becomes of a write or a close shows on the channel, and ends in closing both.
@SuppressWarnings("FutureReturnValueIgnored")
public final class NettyForwarder {

    private final String key;
    private final String secret;
    private final InetSocketAddress upstream;
    private final String host;
    private final Map<EventLoop, Queue<Channel>> idle = new ConcurrentHashMap<>();

    private NettyForwarder(String key, String secret, URI upstream) {
        this.key = key;
        this.secret = secret;
        this.upstream = new InetSocketAddress(upstream.getHost(), upstream.getPort());
        this.host = upstream.getAuthority();
    }

    /** Runs until it is killed: {@code port= loops= upstream= key= secret=}. */
    public static void main(String[] args) throws InterruptedException {
        Arguments arguments = Arguments.of(args);
        NettyForwarder forwarder =
                new NettyForwarder(arguments.text("key"), arguments.text("secret"), arguments.uri("upstream"));
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(arguments.number("loops"), EpollIoHandler.newFactory());
        new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(initializer(forwarder))
                .bind("127.0.0.1", arguments.number("port"))
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    private static ChannelInitializer<Channel> initializer(NettyForwarder forwarder) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpServerCodec(), forwarder.new Front(channel));
            }
        };
    }

    /** A caller's connection. */
    private final class Front extends ChannelInboundHandlerAdapter {

        private final Channel channel;
        private final Queue<Object> waiting = new ArrayDeque<>();
        private @Nullable Channel back;
        private boolean refusing;

        Front(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest request) {
                refusing = !key.equals(request.headers().get(Forwarding.KEY_HEADER));
                if (refusing) {
                    refuse(ctx);
                } else {
                    request.headers()
                            .remove(Forwarding.KEY_HEADER)
                            .set(Forwarding.SECRET_HEADER, secret)
                            .set(HttpHeaderNames.HOST, host);
                    take();
                }
            }
            if (refusing) {
                ReferenceCountUtil.release(message);
            } else if (back == null) {
                waiting.add(message);
            } else {
                pass(back, message);
            }
        }

        private void pass(Channel to, Object message) {
            if (message instanceof LastHttpContent) {
                to.writeAndFlush(message);
            } else {
                to.write(message);
            }
        }

        private void take() {
            Queue<Channel> pool = idle.computeIfAbsent(channel.eventLoop(), loop -> new ArrayDeque<>());
            Channel pooled = pool.poll();
            while (pooled != null && !pooled.isActive()) {
                pooled = pool.poll();
            }
            if (pooled != null) {
                pooled.pipeline().get(Back.class).front = this;
                back = pooled;
                return;
            }
            Back handler = new Back(this, pool);
            new Bootstrap()
                    .group(channel.eventLoop())
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel connecting) {
                            connecting.pipeline().addLast(new HttpClientCodec(), handler);
                        }
                    })
                    .connect(upstream)
                    .addListener((ChannelFutureListener) connected -> {
                        if (!connected.isSuccess()) {
                            channel.close();
                            return;
                        }
                        back = connected.channel();
                        for (Object message = waiting.poll(); message != null; message = waiting.poll()) {
                            pass(connected.channel(), message);
                        }
                    });
        }

        private void refuse(ChannelHandlerContext ctx) {
            DefaultFullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.UNAUTHORIZED);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
            ctx.writeAndFlush(response);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            Channel answering = back;
            if (answering != null) {
                answering.config().setAutoRead(channel.isWritable());
            }
            ctx.fireChannelWritabilityChanged();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            waiting.forEach(ReferenceCountUtil::release);
            waiting.clear();
            Channel using = back;
            if (using != null) {
                using.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** A connection to the upstream; used by one caller's connection at a time. */
    private static final class Back extends ChannelInboundHandlerAdapter {

        private final Queue<Channel> pool;
        private @Nullable Front front;

        Back(Front front, Queue<Channel> pool) {
            this.front = front;
            this.pool = pool;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            Front answered = front;
            if (answered == null) {
                ReferenceCountUtil.release(message);
                ctx.close();
            } else if (message instanceof LastHttpContent) {
                front = null;
                answered.back = null;
                pool.add(ctx.channel());
                answered.channel.writeAndFlush(message);
            } else {
                answered.channel.write(message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            Front answered = front;
            if (answered != null) {
                answered.channel.flush();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            Front answered = front;
            if (answered != null) {
                answered.channel.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
