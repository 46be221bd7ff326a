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
import org.springframework.vault.authentication.AppRoleAuthentication;
import org.springframework.vault.authentication.AppRoleAuthenticationOptions;
import org.springframework.vault.authentication.AppRoleAuthenticationOptions.RoleId;
import org.springframework.vault.authentication.AppRoleAuthenticationOptions.SecretId;
import org.springframework.vault.authentication.AuthenticationSteps;
import org.springframework.vault.authentication.KubernetesAuthentication;
import org.springframework.vault.authentication.KubernetesAuthenticationOptions;

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
            case APPROLE -> new StepsLogin(connection, () -> appRole(properties.appRole()), clock);
            case KUBERNETES -> new StepsLogin(connection, () -> kubernetes(properties.kubernetes()), clock);
        };
    }

    private static AuthenticationSteps appRole(VaultProperties.AppRole role) {
        boolean hasSecretId = role.secretId() != null || role.secretIdFile() != null;
        return AppRoleAuthentication.createAuthenticationSteps(AppRoleAuthenticationOptions.builder()
                .path(role.path())
                .roleId(RoleId.provided(String.valueOf(role.roleId())))
                .secretId(
                        hasSecretId
                                ? SecretId.provided(text(role.secretId(), role.secretIdFile())
                                        .get())
                                : SecretId.absent())
                .build());
    }

    private static AuthenticationSteps kubernetes(VaultProperties.Kubernetes kubernetes) {
        return KubernetesAuthentication.createAuthenticationSteps(KubernetesAuthenticationOptions.builder()
                .path(kubernetes.path())
                .role(String.valueOf(kubernetes.role()))
                .jwtSupplier(text(null, kubernetes.tokenFile()))
                .build());
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
