package io.postern.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** A {@code vault} or {@code bao} program that is installed here, started as a server on a temporary folder. */
final class InstalledVault implements VaultServer {

    private final String program;
    private final int port = FreePort.find();
    private final Path folder;
    private @Nullable ChildProcess process;
    private @Nullable VaultInitialisation initialisation;

    private InstalledVault(String program) {
        this.program = program;
        try {
            folder = Files.createTempDirectory("postern-vault");
            Files.createDirectory(folder.resolve("data"));
            // The development mode keeps all in memory, and a killed server must find its data again.
            Files.writeString(folder.resolve("server.hcl"), """
                    disable_mlock = true
                    storage "file" { path = "%s" }
                    listener "tcp" {
                      address     = "127.0.0.1:%d"
                      tls_disable = true
                    }
                    """.formatted(folder.resolve("data"), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the installed program; null where there is none. */
    static @Nullable String program() {
        if (ChildProcess.isOnPath("vault")) {
            return "vault";
        }
        return ChildProcess.isOnPath("bao") ? "bao" : null;
    }

    static InstalledVault started(String program) {
        InstalledVault server = new InstalledVault(program);
        server.start();
        return server;
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public String rootToken() {
        return initialised().rootToken();
    }

    @Override
    public String unsealKey() {
        return initialised().unsealKey();
    }

    private synchronized VaultInitialisation initialised() {
        if (initialisation == null) {
            initialisation = VaultInitialisation.of(address());
        }
        return initialisation;
    }

    @Override
    public synchronized void start() {
        process = ChildProcess.start(
                List.of(program, "server", "-config=" + folder.resolve("server.hcl")), folder.resolve("output.txt"));
        if (initialisation == null) {
            initialised();
        } else {
            initialisation.unseal(address());
        }
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
