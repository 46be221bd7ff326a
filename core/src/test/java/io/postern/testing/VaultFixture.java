package io.postern.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real Vault for tests, from the first of these that is there: the server that {@code VAULT_ADDR} and
 * {@code VAULT_TOKEN} name; an installed {@code vault} or {@code bao}; a container; the project's
 * {@code tools/vault-server}. Where there is none it throws and names these ways. Test classes carry {@link NeedsVault}.
 *
 * <p>Most tests share {@link #shared()} and take a {@link #newMount()} each. A test that seals or kills the server takes
 * {@link #ownServer()}, which is never the one of the environment, and closes it.
 */
public final class VaultFixture implements AutoCloseable {

    private final VaultServer server;

    private VaultFixture(VaultServer server) {
        this.server = server;
    }

    /** The one server that the tests of this JVM share; what was started for them ends with the JVM. */
    public static VaultFixture shared() {
        return Shared.INSTANCE;
    }

    /** A server of the caller's own, with KV v2 at {@code secret/}. */
    public static VaultFixture ownServer() {
        return new VaultFixture(startedServer());
    }

    private static VaultServer startedServer() {
        @Nullable String installed = InstalledVault.program();
        if (installed != null) {
            return InstalledVault.started(installed);
        }
        if (DockerEngine.answers()) {
            return ContainedVault.started();
        }
        if (ProjectVault.canBeBuilt()) {
            return ProjectVault.started();
        }
        throw new IllegalStateException("""
                No Vault for the tests that need one. Give them one of these:
                  - a running server: VAULT_ADDR and VAULT_TOKEN (of a root token) in the environment \
                (tests that seal or kill a server need one of the others as well);
                  - a program named vault or bao on the PATH;
                  - a Docker engine that answers;
                  - Go 1.22 or newer on the PATH: tools/vault-server is built with it.
                Or leave these tests out: -Dvault.tests=skip""");
    }

    public URI address() {
        return server.address();
    }

    public String rootToken() {
        return server.rootToken();
    }

    /** Vault's API under the root token. */
    public VaultApi root() {
        return as(rootToken());
    }

    /** Vault's API under that token. */
    public VaultApi as(String token) {
        return new VaultApi(address(), token);
    }

    /** Mounts an empty KV v2 engine and returns its path. */
    public String newMount() {
        String mount = uniqueName("kv");
        root().call("POST", "sys/mounts/" + mount, Map.of("type", "kv", "options", Map.of("version", "2")));
        // A new mount refuses all calls for a moment, while it prepares for versions.
        Awaitility.await("KV v2 at " + mount)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> root().status("GET", mount + "/config", null) == 200);
        return mount;
    }

    /** Creates a policy from a file of the repository, such as {@code charts/postern/policies/gateway.hcl}; returns its name. */
    public String policy(String file) {
        return policy(file, "secret");
    }

    /** The same policy for another mount: {@code "secret/} in it reads {@code "mount/}, and nothing else is changed. */
    public String policy(String file, String mount) {
        Path path = RepositoryRoot.path().resolve(file);
        try {
            String rules = Files.readString(path).replace("\"secret/", "\"" + mount + "/");
            String name = uniqueName("policy");
            root().call("PUT", "sys/policies/acl/" + name, Map.of("policy", rules));
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same policy with the example lines in its comments, and their paths replaced: what an operator makes of it who
     * lets clients refer to secrets of their own.
     *
     * @param examples the paths of the comments, and what stands in their places
     */
    public String policyWithExamples(String file, String mount, Map<String, String> examples) {
        Path path = RepositoryRoot.path().resolve(file);
        try {
            String rules = Files.readString(path)
                    .replaceAll("(?m)^# (path \"|  capabilities|\\}$)", "$1")
                    .replace("\"secret/data/postern", "\"" + mount + "/data/postern");
            for (Map.Entry<String, String> example : examples.entrySet()) {
                if (!rules.contains("path \"" + example.getKey() + "\"")) {
                    throw new IllegalArgumentException(file + " has no example " + example.getKey());
                }
                rules = rules.replace("\"" + example.getKey() + "\"", "\"" + example.getValue() + "\"");
            }
            String name = uniqueName("policy");
            root().call("PUT", "sys/policies/acl/" + name, Map.of("policy", rules));
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A token that has this policy only. */
    public String newToken(String policy) {
        return root().call("POST", "auth/token/create", Map.of("policies", List.of(policy), "no_default_policy", false))
                .at("/auth/client_token")
                .asString();
    }

    /** A role whose tokens live for {@code ttl} and can be renewed up to {@code maxTtl}. */
    public TestAppRole newAppRole(String policy, Duration ttl, Duration maxTtl) {
        return newAppRole(Map.of(
                "token_policies",
                List.of(policy),
                "token_ttl",
                ttl.toSeconds() + "s",
                "token_max_ttl",
                maxTtl.toSeconds() + "s"));
    }

    /** A role with these settings of Vault's, at an auth method of its own. */
    public TestAppRole newAppRole(Map<String, ?> settings) {
        String mount = uniqueName("approle");
        VaultApi root = root();
        root.call("POST", "sys/auth/" + mount, Map.of("type", "approle"));
        root.call("POST", "auth/" + mount + "/role/app", settings);
        String roleId = root.call("GET", "auth/" + mount + "/role/app/role-id", null)
                .at("/data/role_id")
                .asString();
        String secretId = root.call("POST", "auth/" + mount + "/role/app/secret-id", null)
                .at("/data/secret_id")
                .asString();
        return new TestAppRole(mount, "app", roleId, secretId);
    }

    /** A name that nothing on the server has. */
    public static String uniqueName(String kind) {
        return kind + "-" + UUID.randomUUID();
    }

    /** From here on every call is refused with 503. Only on {@link #ownServer()}, as are the next three. */
    public void seal() {
        checkOwn();
        root().call("PUT", "sys/seal", null);
    }

    /** Opens it again and returns when it is active. */
    public void unseal() {
        checkOwn();
        new VaultInitialisation(server.unsealKey(), rootToken()).unseal(address());
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        checkOwn();
        server.kill();
    }

    /** Starts it again at the same address and on the same storage; returns when it is active. */
    public void start() {
        checkOwn();
        server.start();
    }

    /** Ends the server and deletes its storage. */
    @Override
    public void close() {
        checkOwn();
        server.remove();
    }

    private void checkOwn() {
        if (this == Shared.INSTANCE) {
            throw new IllegalStateException("other tests use the shared server: take ownServer()");
        }
    }

    private static final class Shared {

        static final VaultFixture INSTANCE = find();

        private static VaultFixture find() {
            @Nullable NamedVault named = NamedVault.fromEnvironment();
            if (named != null) {
                return new VaultFixture(named);
            }
            VaultServer started = startedServer();
            Runtime.getRuntime().addShutdownHook(new Thread(started::remove, "vault-remover"));
            return new VaultFixture(started);
        }
    }
}
