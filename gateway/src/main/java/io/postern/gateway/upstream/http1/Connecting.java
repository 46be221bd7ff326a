package io.postern.gateway.upstream.http1;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.postern.gateway.connection.BatchedFlush;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is being made: all addresses of the name are looked up, and tried one after another until one takes the
 * connection; then comes the TLS handshake.
 */
// What becomes of a close is told to nobody: the connection was not wanted any more.
@SuppressWarnings("FutureReturnValueIgnored")
final class Connecting {

    private final Connector connector;
    private final Pool pool;
    private final Destination destination;
    private final Acquisition wanted;
    private @Nullable Channel channel;
    private boolean aborted;

    Connecting(Connector connector, Pool pool, Destination destination, Acquisition wanted) {
        this.connector = connector;
        this.pool = pool;
        this.destination = destination;
        this.wanted = wanted;
    }

    void start() {
        connector
                .resolver()
                .resolveAll(InetSocketAddress.createUnresolved(destination.host(), destination.port()))
                .addListener((Future<List<InetSocketAddress>> resolved) -> {
                    if (aborted) {
                        return;
                    }
                    if (resolved.isSuccess()) {
                        connect(resolved.getNow().iterator());
                    } else {
                        wanted.failed(resolved.cause());
                    }
                });
    }

    void abort() {
        aborted = true;
        if (channel != null) {
            channel.close();
        }
    }

    /** @param addresses with at least one more */
    private void connect(Iterator<InetSocketAddress> addresses) {
        InetSocketAddress address = addresses.next();
        Made made = new Made();
        ChannelFuture registered =
                connector.bootstrap(!addresses.hasNext()).handler(made).register();
        if (!registered.isSuccess()) {
            // On its own loop that is done at once, or can't be.
            wanted.failed(registered.cause() == null ? new ClosedChannelException() : registered.cause());
            return;
        }
        channel = registered.channel();
        // Now, and not as a task of its own, which Bootstrap.connect makes of it: the loop may look at its sockets
        // before it comes to that task, and one that is registered and does not connect is reported as closed.
        ChannelFuture connected = channel.connect(address);
        connected.addListener(future -> {
            if (aborted) {
                connected.channel().close();
            } else if (!future.isSuccess()) {
                if (addresses.hasNext()) {
                    connect(addresses);
                } else {
                    wanted.failed(future.cause());
                }
            } else if (made.tls == null) {
                made.taken();
            } else {
                made.tls.handshakeFuture().addListener(handshake -> secured(made, handshake));
            }
        });
    }

    private void secured(Made made, Future<?> handshake) {
        if (aborted) {
            return;
        }
        if (handshake.isSuccess()) {
            made.taken();
        } else {
            wanted.failed(handshake.cause());
        }
    }

    private final class Made extends ChannelInitializer<Channel> {

        private @Nullable SslHandler tls;
        private @Nullable Http1Connection connection;

        @Override
        protected void initChannel(Channel made) {
            SslContext context = destination.tls();
            if (context != null) {
                tls = context.newHandler(made.alloc(), destination.host(), destination.port());
                tls.setHandshakeTimeoutMillis(Connector.LONGEST.toMillis());
                made.pipeline().addLast(tls);
            }
            AnswerDecoder decoder = new AnswerDecoder(pool.settings());
            connection = new Http1Connection(pool, made, decoder);
            made.pipeline().addLast(decoder, new HttpRequestEncoder(), new BatchedFlush(), connection);
        }

        private void taken() {
            Http1Connection taken = Objects.requireNonNull(connection);
            taken.joined();
            wanted.connected(taken);
        }
    }
}
