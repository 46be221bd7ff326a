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
 * @param uri required with {@code vault}: scheme, host, port, and the path before {@code /v1} where there is one
 * @param namespace of Vault Enterprise, HCP or OpenBao; none: the root one
 * @param mount of the KV engine, version 2
 * @param prefix secrets lie at {@code mount/data/prefix/clientId/credentialId}
 * @param caFile PEM certificates to check Vault's with; none: the Java runtime's
 * @param connectTimeout for a connection
 * @param readTimeout for an answer, from the request on
 * @param authentication how to log in
 * @param token of {@code authentication=token}: either this
 * @param tokenFile or a file, read at each login, so that an agent may replace what is in it
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
     * Secrets that others keep in this Vault, and credentials name with {@code credentialSecretRef}; see
     * {@link AllowedReferences}.
     *
     * @param allowed the paths of others' secrets that clients may refer to, with commas; {@code {clientId}} stands for the
     *     client's own id. None: the feature is off
     */
    public record References(@DefaultValue List<String> allowed) {

        public References {
            allowed = List.copyOf(allowed);
        }
    }

    /**
     * Logging in as a program.
     *
     * @param path where the AppRole method is mounted
     * @param roleId required with {@code approle}: the role's id
     * @param secretId either this
     * @param secretIdFile or a file, read at each login; neither where the role asks for none
     */
    public record AppRole(
            @DefaultValue("approle") String path,
            @Nullable String roleId,
            @Nullable SecretValue secretId,
            @Nullable Path secretIdFile) {}

    /**
     * Logging in as a pod.
     *
     * @param path where the Kubernetes method is mounted
     * @param role required with {@code kubernetes}: the role's name
     * @param tokenFile of the service account, read at each login: Kubernetes replaces it
     */
    public record Kubernetes(
            @DefaultValue("kubernetes") String path,
            @Nullable String role,

            @DefaultValue("/var/run/secrets/kubernetes.io/serviceaccount/token")
            Path tokenFile) {}
}
