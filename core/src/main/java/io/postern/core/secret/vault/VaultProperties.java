package io.postern.core.secret.vault;

import io.postern.core.secret.AllowedReferences;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretValue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Vault is, and how to log in to it.
 *
 * @param uri scheme, host, port, and the path before {@code /v1} where there is one
 * @param namespace of Vault Enterprise, HCP or OpenBao; null: the root one
 * @param mount of a KV engine, version 2
 * @param prefix the secrets lie at {@code mount/data/prefix/clientId/credentialId}
 * @param caFile PEM certificates that the server's is checked against; null: the platform's
 * @param readTimeout how long an answer may take, from the request on
 * @param token of {@code authentication=token}: either this or the file
 * @param tokenFile read at each login, so that an agent may replace what is in it
 */
@ConfigurationProperties("postern.vault")
public record VaultProperties(
        @Nullable URI uri,
        @Nullable String namespace,
        @DefaultValue("secret") String mount,
        @DefaultValue("postern") String prefix,
        @Nullable Path caFile,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("5s") Duration readTimeout,
        @DefaultValue("token") Authentication authentication,
        @Nullable SecretValue token,
        @Nullable Path tokenFile,
        @DefaultValue AppRole appRole,
        @DefaultValue Kubernetes kubernetes,
        @DefaultValue References references) {

    private static final String ALLOWED = "postern.vault.references.allowed";

    /** How to log in. */
    public enum Authentication {
        TOKEN,
        APPROLE,
        KUBERNETES
    }

    public VaultProperties {
        check(mount, "postern.vault.mount");
        check(prefix, "postern.vault.prefix");
        check(appRole.path(), "postern.vault.app-role.path");
        check(kubernetes.path(), "postern.vault.kubernetes.path");
        allowed(references, mount, prefix);
    }

    /** Which secrets of others the clients may refer to. */
    AllowedReferences allowedReferences() {
        return allowed(references, mount, prefix);
    }

    private static AllowedReferences allowed(References references, String mount, String prefix) {
        return AllowedReferences.of(
                ALLOWED,
                references.allowed(),
                new AllowedReferences.OwnPlace(mount, List.of(prefix, prefix + VaultRotatingSecrets.SUFFIX)));
    }

    private static void check(String path, String property) {
        try {
            SecretRef.checkPath(path);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(property + " is not a path in Vault", e);
        }
    }

    /**
     * Secrets that others keep in this Vault, and credentials name with {@code credentialSecretRef}.
     *
     * @param allowed the paths that a client may refer to, see {@link AllowedReferences}; none: the feature is off
     */
    public record References(@DefaultValue List<String> allowed) {

        public References {
            allowed = List.copyOf(allowed);
        }
    }

    /**
     * Logging in as a program.
     *
     * @param path where the auth method is mounted
     * @param secretId either this or the file, or none where the role asks for none
     * @param secretIdFile read at each login
     */
    public record AppRole(
            @DefaultValue("approle") String path,
            @Nullable String roleId,
            @Nullable SecretValue secretId,
            @Nullable Path secretIdFile) {}

    /**
     * Logging in as a pod.
     *
     * @param path where the auth method is mounted
     * @param tokenFile of the service account, read at each login: Kubernetes replaces it
     */
    public record Kubernetes(
            @DefaultValue("kubernetes") String path,
            @Nullable String role,

            @DefaultValue("/var/run/secrets/kubernetes.io/serviceaccount/token")
            Path tokenFile) {}
}
