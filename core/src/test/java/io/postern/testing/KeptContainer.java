package io.postern.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.SyncDockerCmd;
import com.github.dockerjava.api.model.PortBinding;
import java.util.Objects;
import java.util.function.BiFunction;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** A container whose one port is at a place of our choice, so that it is found there again after a stop or a kill. */
final class KeptContainer {

    private final int port = FreePort.find();
    private final GenericContainer<?> container;

    /** @param portInside which the container exposes */
    KeptContainer(GenericContainer<?> container, int portInside) {
        this.container = container;
        container.withCreateContainerCmdModifier(command -> Objects.requireNonNull(command.getHostConfig())
                .withPortBindings(PortBinding.parse(port + ":" + portInside)));
    }

    String host() {
        return container.getHost();
    }

    /** The same before and after. */
    int port() {
        return port;
    }

    /** The first time, or again. */
    void start() {
        if (container.getContainerId() == null) {
            container.start();
        } else {
            tell(DockerClient::startContainerCmd);
        }
    }

    void stop() {
        tell(DockerClient::stopContainerCmd);
    }

    void kill() {
        tell(DockerClient::killContainerCmd);
    }

    void freeze() {
        tell(DockerClient::pauseContainerCmd);
    }

    void thaw() {
        tell(DockerClient::unpauseContainerCmd);
    }

    private void tell(BiFunction<DockerClient, String, SyncDockerCmd<?>> command) {
        command.apply(DockerClientFactory.lazyClient(), container.getContainerId())
                .exec();
    }

    /** Ends it for good, and what it holds. */
    void remove() {
        container.stop();
    }
}
