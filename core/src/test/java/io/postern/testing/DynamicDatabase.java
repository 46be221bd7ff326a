package io.postern.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Vault's database engine over a real PostgreSQL: who reads {@code mount/creds/role} gets a database user of its own, which
 * Vault drops when its lease ends.
 */
public final class DynamicDatabase {

    private final VaultFixture vault;
    private final TestDatabase database;
    private final String mount;

    private DynamicDatabase(VaultFixture vault, TestDatabase database, String mount) {
        this.vault = vault;
        this.database = database;
        this.mount = mount;
    }

    public static DynamicDatabase mount(VaultFixture vault, TestDatabase database) {
        String mount = VaultFixture.uniqueName("database");
        vault.root().call("POST", "sys/mounts/" + mount, Map.of("type", "database"));
        vault.root()
                .call(
                        "POST",
                        mount + "/config/app",
                        Map.of(
                                "plugin_name",
                                "postgresql-database-plugin",
                                "allowed_roles",
                                "*",
                                "username",
                                TestDatabase.OWNER,
                                "password",
                                TestDatabase.PASSWORD,
                                "connection_url",
                                "postgresql://{{username}}:{{password}}@" + database.host() + ":" + database.port()
                                        + "/" + database.name() + "?sslmode=disable"));
        return new DynamicDatabase(vault, database, mount);
    }

    /** The path that gives users whose lease lasts for {@code ttl}, renewed for {@code maxTtl} at most. */
    public String role(String name, Duration ttl, Duration maxTtl) {
        vault.root()
                .call(
                        "POST",
                        mount + "/roles/" + name,
                        Map.of(
                                "db_name",
                                "app",
                                "creation_statements",
                                List.of("CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'"
                                        + " VALID UNTIL '{{expiration}}'"),
                                "default_ttl",
                                ttl.toSeconds() + "s",
                                "max_ttl",
                                maxTtl.toSeconds() + "s"));
        return mount + "/creds/" + name;
    }

    public String mount() {
        return mount;
    }

    /** Ends every lease of the engine at once, as an operator would in an emergency. */
    public void revokeAll() {
        vault.root().call("PUT", "sys/leases/revoke-force/" + mount + "/creds", null);
    }

    /** Whether PostgreSQL lets that user in. */
    public boolean takes(String user, String password) {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), user, password)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }
}
