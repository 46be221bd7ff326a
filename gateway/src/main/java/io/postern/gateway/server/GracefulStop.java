package io.postern.gateway.server;

import io.postern.core.plan.ProxyPlan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Stops the public port so that no caller loses a call: first it goes on and moves its callers to other connections, then it
 * closes the listener and lets calls under way end. Spring has said no to readiness before, and stops the management port
 * after it; what changes meanwhile is followed to the end.
 */
final class GracefulStop implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);

    /** For what was cut off to be written, and callers to read it. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final ShutdownProperties properties;
    private final WebServerApplicationContext context;
    private final List<ServerConnections> servers = new CopyOnWriteArrayList<>();
    private volatile boolean running;

    GracefulStop(ShutdownProperties properties, WebServerApplicationContext context) {
        this.properties = properties;
        this.context = context;
    }

    /** The connections of one more server. Of all servers, only the public port's is drained. */
    ServerConnections newServer() {
        ServerConnections connections = new ServerConnections();
        servers.add(connections);
        return connections;
    }

    /** In every server. */
    void endUnless(BiPredicate<ProxyPlan, Duration> stands) {
        servers.forEach(connections -> connections.endUnless(stands));
    }

    @Override
    public void start() {
        running = true;
    }

    /** Blocks for as long as it takes: Spring's own limit for a phase of the stop does not count. */
    @Override
    public void stop() {
        running = false;
        int port = context.getWebServer() == null ? -1 : context.getWebServer().getPort();
        for (ServerConnections connections : servers) {
            if (port > 0 && connections.port() == port) {
                try {
                    stop(connections);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private void stop(ServerConnections connections) throws InterruptedException {
        LOG.info("Stopping: not ready any more, serving for another {} s", seconds(properties.drain()));
        connections.drain();
        TimeUnit.NANOSECONDS.sleep(properties.drain().toNanos());
        connections.end();
        LOG.info("Stopping: no new calls; those under way have {} s", seconds(properties.timeout()));
        if (connections.awaitNone(properties.timeout())) {
            LOG.info("Stopped: every call came to its end");
            return;
        }
        int cut = connections.cutOff();
        boolean all = connections.awaitNone(LAST_WORDS);
        LOG.info("Stopped: {} connections were ended after the time was over{}", cut, all ? "" : ", not all in order");
    }

    private static String seconds(Duration duration) {
        return Double.toString(duration.toMillis() / 1000.0);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the server stops by Spring's own hand. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
