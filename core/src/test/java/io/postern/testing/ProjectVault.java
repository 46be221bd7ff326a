package io.postern.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The project's own {@code tools/vault-server}, which keeps its data in a temporary folder. */
final class ProjectVault implements VaultServer {

    private static final String ROOT_TOKEN = "root-of-tests";

    private final String program;
    private final int port = FreePort.find();
    private final Path folder;
    private @Nullable ChildProcess process;

    private ProjectVault(String program) {
        this.program = program;
        try {
            folder = Files.createTempDirectory("postern-vault");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it was built before, or can be. */
    static boolean canBeBuilt() {
        return Files.isExecutable(cached()) || ChildProcess.isOnPath("go");
    }

    private static Path cached() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return folder.resolve("postern/vaultserver-1.14.0");
    }

    static ProjectVault started() {
        Path script = RepositoryRoot.path().resolve("tools/vault-server/build");
        ProjectVault server = new ProjectVault(ChildProcess.lastLineOf(List.of(script.toString()), 15));
        server.start();
        return server;
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public String rootToken() {
        return ROOT_TOKEN;
    }

    @Override
    public String unsealKey() {
        try {
            byte[] key = Base64.getDecoder().decode(Files.readString(folder.resolve("unseal-key")));
            return HexFormat.of().formatHex(key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void start() {
        Path output = folder.resolve("output.txt");
        ChildProcess started = ChildProcess.start(
                List.of(
                        program,
                        "-listen",
                        "127.0.0.1:" + port,
                        "-root-token",
                        ROOT_TOKEN,
                        "-storage",
                        folder.toString()),
                output);
        process = started;
        // The first start also makes the root token and the mount; it prints its line after that.
        Awaitility.await("Vault serves")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> started.checkRunning()
                        && Files.readString(output).contains("\"address\"")
                        && new VaultApi(address(), ROOT_TOKEN).isActive());
    }

    @Override
    public synchronized void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    @Override
    public void remove() {
        kill();
        FileSystemUtils.deleteRecursively(folder.toFile());
    }
}
