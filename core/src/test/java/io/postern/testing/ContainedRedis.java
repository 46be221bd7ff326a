package io.postern.testing;

import org.testcontainers.containers.GenericContainer;

/** Redis in a container. */
final class ContainedRedis implements RedisServer {

    private static final String IMAGE = "redis:7-alpine";
    private static final int PORT = 6379;

    private final KeptContainer container = new KeptContainer(
            new GenericContainer<>(IMAGE)
                    .withCommand("redis-server", "--save", "", "--appendonly", "no")
                    .withExposedPorts(PORT),
            PORT);

    @Override
    public String host() {
        return container.host();
    }

    @Override
    public int port() {
        return container.port();
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void kill() {
        container.kill();
    }

    @Override
    public void freeze() {
        container.freeze();
    }

    @Override
    public void thaw() {
        container.thaw();
    }

    @Override
    public void remove() {
        container.remove();
    }
}
