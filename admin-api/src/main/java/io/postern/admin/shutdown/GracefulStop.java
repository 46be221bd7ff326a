package io.postern.admin.shutdown;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Serves on for a while after the stop has begun, and moves callers to other connections with each answer. Spring has said
 * no to readiness before; after it, Spring closes the listener and waits for the requests under way.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class GracefulStop implements SmartLifecycle, WebFilter {

    private static final Logger log = LoggerFactory.getLogger(GracefulStop.class);

    private final ShutdownProperties properties;
    private volatile boolean running;
    private volatile boolean stopping;

    GracefulStop(ShutdownProperties properties) {
        this.properties = properties;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        // At the last moment: the stop may begin while the request is under way, and whoever writes an error clears
        // headers.
        exchange.getResponse()
                .beforeCommit(() -> Mono.fromRunnable(() -> {
                    if (stopping) {
                        exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
                    }
                }));
        return chain.filter(exchange);
    }

    @Override
    public void start() {
        running = true;
        stopping = false;
    }

    /** Blocks for as long as the drain takes: Spring's own limit for a phase of the stop does not count. */
    @Override
    public void stop() {
        running = false;
        stopping = true;
        log.info(
                "Stopping: not ready any more, serving for another {} ms",
                properties.drain().toMillis());
        try {
            TimeUnit.NANOSECONDS.sleep(properties.drain().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
