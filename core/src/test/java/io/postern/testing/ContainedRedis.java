package io.postern.testing;

import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** Redis in a container, at a port of our choice, so that it is the same one after a kill. */
final class ContainedRedis implements RedisServer {

    private static final String IMAGE = "redis:7-alpine";

    private final int port = FreePort.find();
    private final GenericContainer<?> container = new GenericContainer<>(IMAGE)
            .withCommand("redis-server", "--save", "", "--appendonly", "no")
            .withExposedPorts(6379)
            .withCreateContainerCmdModifier(
                    command -> given(command.getHostConfig()).withPortBindings(PortBinding.parse(port + ":6379")));

    private static HostConfig given(@Nullable HostConfig config) {
        return Objects.requireNonNull(config);
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        if (container.getContainerId() == null) {
            container.start();
        } else {
            DockerClientFactory.lazyClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
        }
    }

    @Override
    public void kill() {
        DockerClientFactory.lazyClient()
                .killContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void freeze() {
        DockerClientFactory.lazyClient()
                .pauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void thaw() {
        DockerClientFactory.lazyClient()
                .unpauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void remove() {
        container.stop();
    }
}
