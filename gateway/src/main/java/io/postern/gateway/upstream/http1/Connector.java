package io.postern.gateway.upstream.http1;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import reactor.netty.resources.LoopResources;

/** Makes the connections of one event loop. */
final class Connector {

    /** The longest that anybody may wait; who waits for less cancels before. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    /** For one address while there is another one: it may drop packets, and the call has time for the next. */
    private static final Duration ONE_OF_SEVERAL = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final AddressResolverGroup<InetSocketAddress> addresses;
    private final Bootstrap bootstrap;

    Connector(EventLoop loop, AddressResolverGroup<InetSocketAddress> addresses) {
        this.loop = loop;
        this.addresses = addresses;
        LoopResources sameKind = preferNative -> loop;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(sameKind.onChannelClass(SocketChannel.class, loop))
                // What is connected to are addresses that have been resolved, and checked.
                .disableResolver()
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) LONGEST.toMillis());
    }

    Connecting connect(Pool pool, Destination destination, Acquisition wanted) {
        Connecting connecting = new Connecting(this, pool, destination, wanted);
        connecting.start();
        return connecting;
    }

    EventLoop loop() {
        return loop;
    }

    AddressResolver<InetSocketAddress> resolver() {
        return addresses.getResolver(loop);
    }

    /**
     * For one connection: its handler is yet to be given.
     *
     * @param last whether there is no other address to try
     */
    Bootstrap bootstrap(boolean last) {
        Bootstrap one = bootstrap.clone();
        return last ? one : one.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) ONE_OF_SEVERAL.toMillis());
    }
}
