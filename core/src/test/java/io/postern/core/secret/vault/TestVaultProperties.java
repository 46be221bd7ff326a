package io.postern.core.secret.vault;

import io.postern.core.secret.SecretValue;
import io.postern.testing.TestAppRole;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Properties of a Vault of the tests, with short time-outs. */
final class TestVaultProperties {

    private static final VaultProperties.AppRole NO_ROLE = new VaultProperties.AppRole("approle", null, null, null);
    private static final VaultProperties.Kubernetes NO_POD =
            new VaultProperties.Kubernetes("kubernetes", null, Path.of("none"));

    private TestVaultProperties() {}

    static VaultProperties token(URI address, String mount, String token) {
        return properties(
                address, mount, VaultProperties.Authentication.TOKEN, SecretValue.of(token), null, NO_ROLE, NO_POD);
    }

    static VaultProperties tokenFile(URI address, String mount, Path file) {
        return properties(address, mount, VaultProperties.Authentication.TOKEN, null, file, NO_ROLE, NO_POD);
    }

    static VaultProperties appRole(URI address, String mount, TestAppRole role) {
        return properties(
                address,
                mount,
                VaultProperties.Authentication.APPROLE,
                null,
                null,
                new VaultProperties.AppRole(role.mount(), role.roleId(), SecretValue.of(role.secretId()), null),
                NO_POD);
    }

    static VaultProperties appRole(URI address, String mount, TestAppRole role, Path secretIdFile) {
        return properties(
                address,
                mount,
                VaultProperties.Authentication.APPROLE,
                null,
                null,
                new VaultProperties.AppRole(role.mount(), role.roleId(), null, secretIdFile),
                NO_POD);
    }

    static VaultProperties kubernetes(URI address, String mount, String path, String role, Path tokenFile) {
        return properties(
                address,
                mount,
                VaultProperties.Authentication.KUBERNETES,
                null,
                null,
                NO_ROLE,
                new VaultProperties.Kubernetes(path, role, tokenFile));
    }

    private static VaultProperties properties(
            URI address,
            String mount,
            VaultProperties.Authentication authentication,
            @Nullable SecretValue token,
            @Nullable Path tokenFile,
            VaultProperties.AppRole appRole,
            VaultProperties.Kubernetes kubernetes) {
        return new VaultProperties(
                address,
                null,
                mount,
                "postern",
                null,
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                authentication,
                token,
                tokenFile,
                appRole,
                kubernetes,
                new VaultProperties.References(List.of()));
    }
}
