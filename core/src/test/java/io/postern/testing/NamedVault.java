package io.postern.testing;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The server that the environment names. It belongs to somebody else: tests add to it, and do nothing to it as a whole. */
record NamedVault(URI address, String rootToken) implements VaultServer {

    static @Nullable NamedVault fromEnvironment() {
        String address = System.getenv("VAULT_ADDR");
        String token = System.getenv("VAULT_TOKEN");
        return address == null || token == null ? null : new NamedVault(URI.create(address), token);
    }

    @Override
    public String unsealKey() {
        throw notOurs();
    }

    @Override
    public void kill() {
        throw notOurs();
    }

    @Override
    public void start() {
        throw notOurs();
    }

    @Override
    public void remove() {
        throw notOurs();
    }

    private static IllegalStateException notOurs() {
        return new IllegalStateException("the server that VAULT_ADDR names is not the tests' to seal or stop");
    }
}
