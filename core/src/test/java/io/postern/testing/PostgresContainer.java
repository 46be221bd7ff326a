package io.postern.testing;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container, at a port of our choice so that it is found there again after a stop. */
final class PostgresContainer implements PostgresServer {

    private static final String IMAGE = "postgres:18-alpine";

    private final int port = FreePort.find();
    private final PostgreSQLContainer container = new PostgreSQLContainer(IMAGE)
            .withUsername(TestDatabase.OWNER)
            .withPassword(TestDatabase.PASSWORD)
            .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300")
            .withCreateContainerCmdModifier(command -> hostConfig(command.getHostConfig())
                    .withPortBindings(PortBinding.parse(
                            port + ":" + new ExposedPort(PostgreSQLContainer.POSTGRESQL_PORT).getPort())));

    private static HostConfig hostConfig(@Nullable HostConfig given) {
        return Objects.requireNonNull(given);
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
    public void stop() {
        DockerClientFactory.lazyClient()
                .stopContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void remove() {
        container.stop();
    }
}
