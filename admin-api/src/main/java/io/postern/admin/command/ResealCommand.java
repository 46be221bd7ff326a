package io.postern.admin.command;

import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.sealed.KeyInUse;
import io.postern.core.secret.sealed.Resealed;
import io.postern.core.secret.sealed.SealedSecretStore;
import io.postern.core.secret.sealed.SealedStoreConfiguration;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * Seals every secret again that lies under another key than the first one, while gateways and admin APIs go on. Run again
 * after it was broken off, it goes on with what is left.
 */
final class ResealCommand {

    private ResealCommand() {}

    /** No {@code @Configuration}, which the serving program would find. */
    @ImportAutoConfiguration(R2dbcAutoConfiguration.class)
    @Import(SealedStoreConfiguration.class)
    static class Beans {}

    static int run(PrintStream out, PrintStream err, String... settings) {
        try (ConfigurableApplicationContext context = Commands.context(Beans.class, settings)) {
            SealedSecretStore store =
                    context.getBeanProvider(SealedSecretStore.class).getIfAvailable();
            if (store == null) {
                err.println("reseal is for postern.secrets.store=sealed; Vault has keys of its own.");
                return Commands.MISUSED;
            }
            return reseal(store, out, err);
        }
    }

    private static int reseal(SealedSecretStore store, PrintStream out, PrintStream err) {
        try {
            Resealed done = Objects.requireNonNull(store.reseal().block());
            out.println("Sealed " + done.rows() + " rows again under the key " + store.newestKeyId() + ".");
            List<KeyInUse> others = Objects.requireNonNull(
                    store.keysInUse().filter(key -> !key.newest()).collectList().block());
            for (KeyInUse other : others) {
                err.println("The key " + other.keyId() + " is still needed for " + other.rows() + " rows of "
                        + other.table() + ".");
            }
            if (done.unopened() > 0) {
                err.println(done.unopened() + " rows do not open; the lines above name each.");
            }
            if (others.isEmpty()) {
                out.println("No row needs another key.");
            }
            return others.isEmpty() ? Commands.DONE : Commands.FAILED;
        } catch (SecretStoreException e) {
            err.println("Broken off, and to be run again: " + e.getMessage());
            return Commands.FAILED;
        }
    }
}
