package io.postern.core.secret.vault;

import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Finds the login that the properties ask for, and refuses half of one. */
final class VaultLogins {

    private VaultLogins() {}

    /**
     * @throws IllegalStateException where a property is missing or one too many; the message names it
     */
    static void check(VaultProperties properties) {
        require(isWebAddress(properties.uri()), "postern.vault.uri must be an http or https address");
        switch (properties.authentication()) {
            case TOKEN ->
                require(
                        (properties.token() == null) != (properties.tokenFile() == null),
                        "postern.vault.authentication=token needs either postern.vault.token or postern.vault.token-file");
            case APPROLE -> {
                require(
                        properties.appRole().roleId() != null,
                        "postern.vault.authentication=approle needs postern.vault.app-role.role-id");
                require(
                        properties.appRole().secretId() == null
                                || properties.appRole().secretIdFile() == null,
                        "only one of postern.vault.app-role.secret-id and .secret-id-file can be set");
            }
            case KUBERNETES ->
                require(
                        properties.kubernetes().role() != null,
                        "postern.vault.authentication=kubernetes needs postern.vault.kubernetes.role");
        }
    }

    private static boolean isWebAddress(@Nullable URI uri) {
        return uri != null
                && uri.getHost() != null
                && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }

    static VaultLogin of(VaultProperties properties, VaultConnection connection, InstantSource clock) {
        return switch (properties.authentication()) {
            case TOKEN -> new TokenLogin(connection, text(properties.token(), properties.tokenFile()), clock);
            case APPROLE ->
                new MethodLogin(connection, properties.appRole().path(), () -> appRole(properties.appRole()), clock);
            case KUBERNETES ->
                new MethodLogin(connection, properties.kubernetes().path(), () -> pod(properties.kubernetes()), clock);
        };
    }

    private static ObjectNode appRole(VaultProperties.AppRole role) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("role_id", role.roleId());
        if (role.secretId() != null || role.secretIdFile() != null) {
            body.put("secret_id", text(role.secretId(), role.secretIdFile()).get());
        }
        return body;
    }

    private static ObjectNode pod(VaultProperties.Kubernetes kubernetes) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("role", kubernetes.role())
                .put("jwt", text(null, kubernetes.tokenFile()).get());
    }

    private static Supplier<String> text(@Nullable SecretValue value, @Nullable Path file) {
        return () -> {
            if (value != null) {
                return value.reveal();
            }
            try {
                return Files.readString(file == null ? Path.of("") : file).strip();
            } catch (IOException e) {
                throw new SecretStoreException(Reason.DENIED, "nothing to log in to Vault with in " + file, e);
            }
        };
    }
}
