package io.postern.testing;

import java.net.URI;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.vault.VaultContainer;

/** Vault in a container, on file storage, so that it is the same one after a kill. */
final class ContainedVault implements VaultServer {

    private static final String IMAGE = "hashicorp/vault:1.20";
    private static final String CONFIGURATION = """
            {"storage":{"file":{"path":"/vault/file"}},"disable_mlock":true,\
            "listener":[{"tcp":{"address":"0.0.0.0:8200","tls_disable":true}}]}""";

    private final KeptContainer container = new KeptContainer(
            new VaultContainer<>(IMAGE)
                    .withCommand("server")
                    .withEnv("VAULT_LOCAL_CONFIG", CONFIGURATION)
                    .withEnv("SKIP_SETCAP", "true")
                    .waitingFor(Wait.forListeningPort()),
            8200);
    private final VaultInitialisation initialisation;

    private ContainedVault() {
        container.start();
        initialisation = VaultInitialisation.of(address());
    }

    static ContainedVault started() {
        return new ContainedVault();
    }

    @Override
    public URI address() {
        return URI.create("http://" + container.host() + ":" + container.port());
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
        container.kill();
    }

    @Override
    public void start() {
        container.start();
        initialisation.unseal(address());
    }

    @Override
    public void remove() {
        container.remove();
    }
}
