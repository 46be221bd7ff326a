package io.postern.gateway.server;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the kernel what the connections of an event loop wait for when the loop is about to wait, and only what is another
 * thing than the last time. Reactor Netty stops and resumes the reading of a connection with every request: at once, these are
 * two system calls, and together they change nothing. That the kernel may report what nobody waits for any more is no news to the
 * handler, which finds that among the events of one wait without this, too.
 */
final class BatchedInterest implements IoHandler {

    private static final Logger LOG = LoggerFactory.getLogger(BatchedInterest.class);

    private final IoHandler handler;
    private final ThreadAwareExecutor loop;
    private final List<Registration> changed = new ArrayList<>();

    private BatchedInterest(IoHandler handler, ThreadAwareExecutor loop) {
        this.handler = handler;
        this.loop = loop;
    }

    /** Makes handlers like those of that one, which must report what there is for as long as it is there (level-triggered). */
    static IoHandlerFactory of(IoHandlerFactory handlers) {
        return loop -> new BatchedInterest(handlers.newHandler(loop), loop);
    }

    @Override
    public void initialize() {
        handler.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        // By its index: a connection that is closed here may change another one's interest.
        for (int i = 0; i < changed.size(); i++) {
            changed.get(i).send();
        }
        changed.clear();
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
        return new Registration(handle, handler.register(handle));
    }

    @Override
    public void wakeup() {
        handler.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return handler.isCompatible(handleType);
    }

    private final class Registration implements IoRegistration {

        private final IoHandle handle;
        private final IoRegistration registration;
        private @Nullable IoOps sent;
        private @Nullable IoOps wanted;
        private boolean waiting;

        private Registration(IoHandle handle, IoRegistration registration) {
            this.handle = handle;
            this.registration = registration;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // as Netty declares it
        public <T> T attachment() {
            return registration.attachment();
        }

        /** The first at once: whoever registers is told whether that worked. */
        @Override
        public long submit(IoOps ops) {
            wanted = ops;
            if (sent == null || !loop.isExecutorThread(Thread.currentThread())) {
                sent = ops;
                return registration.submit(ops);
            }
            if (!waiting) {
                waiting = true;
                changed.add(this);
            }
            return registration.isValid() ? 0 : -1;
        }

        private void send() {
            waiting = false;
            IoOps now = wanted;
            if (now == null || now.equals(sent) || !registration.isValid()) {
                return;
            }
            try {
                sent = now;
                registration.submit(now);
            } catch (RuntimeException e) {
                LOG.warn("a connection is closed: what it waits for can't be told to the kernel: {}", e.toString());
                close();
            }
        }

        private void close() {
            try {
                handle.close();
            } catch (Exception e) {
                LOG.warn("a connection could not be closed: {}", e.toString());
            }
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            return registration.cancel();
        }
    }
}
