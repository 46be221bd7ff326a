package io.postern.testing;

import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.vault.VaultContainer;

/** Vault in a container, on file storage and at a port of our choice, so that it is the same one after a kill. */
final class ContainedVault implements VaultServer {

    private static final String IMAGE = "hashicorp/vault:1.20";
    private static final String CONFIGURATION = """
            {"storage":{"file":{"path":"/vault/file"}},"disable_mlock":true,\
            "listener":[{"tcp":{"address":"0.0.0.0:8200","tls_disable":true}}]}""";

    private final int port = FreePort.find();
    private final VaultContainer<?> container = new VaultContainer<>(IMAGE)
            .withCommand("server")
            .withEnv("VAULT_LOCAL_CONFIG", CONFIGURATION)
            .withEnv("SKIP_SETCAP", "true")
            .waitingFor(Wait.forListeningPort())
            .withCreateContainerCmdModifier(
                    command -> given(command.getHostConfig()).withPortBindings(PortBinding.parse(port + ":8200")));
    private final VaultInitialisation initialisation;

    private ContainedVault() {
        container.start();
        initialisation = VaultInitialisation.of(address());
    }

    private static HostConfig given(@Nullable HostConfig config) {
        return Objects.requireNonNull(config);
    }

    static ContainedVault started() {
        return new ContainedVault();
    }

    @Override
    public URI address() {
        return URI.create("http://" + container.getHost() + ":" + port);
    }

    @Override
    public String rootToken() {
        return initialisation.rootToken();
    }

    @Override
    public String unsealKey() {
        return initialisation.unsealKey();
    }

    @Override
    public void kill() {
        DockerClientFactory.lazyClient()
                .killContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void start() {
        DockerClientFactory.lazyClient()
                .startContainerCmd(container.getContainerId())
                .exec();
        initialisation.unseal(address());
    }

    @Override
    public void remove() {
        container.stop();
    }
}
