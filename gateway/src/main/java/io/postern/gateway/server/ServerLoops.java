package io.postern.gateway.server;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.NonBlocking;
import reactor.netty.resources.LoopResources;

/**
 * The event loops of callers' connections, and so of their calls: as many as Reactor Netty would have
 * ({@code reactor.netty.ioWorkerCount}), each with {@link BatchedInterest} where there is epoll.
 */
final class ServerLoops implements LoopResources {

    private static final String NAME = "calls";
    private static final long LONGEST_STOP_SECONDS = 5;

    private final EventLoopGroup group;

    private ServerLoops(EventLoopGroup group) {
        this.group = group;
    }

    /** To be disposed of by whoever asked for them. */
    static LoopResources create() {
        return DEFAULT_NATIVE && Epoll.isAvailable()
                ? new ServerLoops(new MultiThreadIoEventLoopGroup(
                        DEFAULT_IO_WORKER_COUNT, threads(), BatchedInterest.of(EpollIoHandler.newFactory())))
                : LoopResources.create(NAME, DEFAULT_IO_WORKER_COUNT, true);
    }

    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return task -> new LoopThread(task, NAME + "-epoll-" + number.incrementAndGet());
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return group;
    }

    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return LoopResources.colocate(group);
    }

    @Override
    public boolean daemon() {
        return true;
    }

    /** Their connections have ended before, or end with them. */
    @Override
    public void dispose() {
        group.shutdownGracefully(0, LONGEST_STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public boolean isDisposed() {
        return group.isShuttingDown();
    }

    /** To Reactor, one that must not block. */
    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {

        private LoopThread(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }
}
