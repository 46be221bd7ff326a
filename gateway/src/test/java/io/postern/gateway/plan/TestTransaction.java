package io.postern.gateway.plan;

import io.postern.core.change.ChangeChannel;
import io.postern.core.change.ResourceKind;
import io.postern.core.credential.CredentialType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One transaction of admin-api: rows, and for each what belongs into the change log. */
public final class TestTransaction implements AutoCloseable {

    private final Connection connection;
    private boolean notifies = true;

    TestTransaction(Connection connection) {
        this.connection = connection;
    }

    /** What is appended from here on wakes nobody, as if the notification had been lost. */
    public TestTransaction withoutNotification() {
        notifies = false;
        return this;
    }

    public void client(String clientId) {
        sql(
                "insert into client (client_id, client_name, user_id, created_at, updated_at)"
                        + " values (?, 'Test', 'usr_1', now(), now())",
                clientId);
        append(ResourceKind.CLIENT, clientId, clientId);
    }

    public void target(String clientId, String targetId, String baseUrl) {
        sql(
                "insert into target values (?, ?, 'Test', ?, ?, '/', 'allow', 'refuse', 'usr_1', now(), now())",
                targetId,
                clientId,
                TestRows.REGION,
                baseUrl);
        append(ResourceKind.TARGET, clientId, targetId);
    }

    /** A proxy credential; the hashes as the column has them: {@code [{"keyId","hash","validUntil"}]}. */
    public void callerCredential(
            String clientId, String credentialId, String authType, String config, String callerHashes) {
        credential(clientId, credentialId, CredentialType.PROXY.word(), authType, config, null, callerHashes);
    }

    /** A target credential without a secret. */
    public void targetCredential(String clientId, String credentialId, String authType, String config) {
        credential(clientId, credentialId, CredentialType.TARGET.word(), authType, config, null, "[]");
    }

    /** A target credential whose secret is version 1 at {@code clientId/credentialId} in that store. */
    public void targetCredential(
            String clientId, String credentialId, String authType, String config, String secretStore) {
        credential(clientId, credentialId, CredentialType.TARGET.word(), authType, config, secretStore, "[]");
    }

    private void credential(
            String clientId,
            String credentialId,
            String type,
            String authType,
            String config,
            @Nullable String store,
            String callerHashes) {
        sql(
                "insert into credential values (?, ?, ?, ?, 'Test', ?, 'allow', ?::jsonb, 0, ?, ?, ?::bigint,"
                        + " ?::jsonb, 'usr_1', now(), now())",
                credentialId,
                clientId,
                type,
                authType,
                TestRows.REGION,
                config,
                store,
                store == null ? null : clientId + "/" + credentialId,
                store == null ? null : "1",
                callerHashes);
        append(ResourceKind.CREDENTIAL, clientId, credentialId);
    }

    public void proxy(TestRows.Ids ids) {
        sql(
                "insert into proxy (proxy_id, client_id, proxy_name, proxy_region, proxy_proxy_credential_id,"
                        + " proxy_target_id, proxy_target_credential_id, proxy_active, proxy_default_rule_effect,"
                        + " proxy_connect_millis, proxy_first_byte_millis, proxy_idle_millis, proxy_retries,"
                        + " user_id, created_at, updated_at)"
                        + " values (?, ?, 'Test', ?, ?, ?, ?, true, 'allow', 5000, 60000, 300000, 0,"
                        + " 'usr_1', now(), now())",
                ids.proxy(),
                ids.client(),
                TestRows.REGION,
                ids.caller(),
                ids.target(),
                ids.injection());
        append(ResourceKind.PROXY, ids.client(), ids.proxy());
    }

    /** The target is told of the trace from now on. */
    public void handOnTraces(TestRows.Ids ids) {
        sql("update proxy set proxy_trace_propagation = true where proxy_id = ?", ids.proxy());
        append(ResourceKind.PROXY, ids.client(), ids.proxy());
    }

    /** A rule of a target, a credential or a proxy. */
    public void rule(String clientId, String ruleId, ResourceKind owner, String ownerId, String definition) {
        sql(
                "insert into rule (rule_id, client_id, " + owner.word() + "_id, definition, user_id, created_at,"
                        + " updated_at) values (?, ?, ?, ?::jsonb, 'usr_1', now(), now())",
                ruleId,
                clientId,
                ownerId,
                definition);
        append(owner, clientId, ownerId);
    }

    public void setBaseUrl(String clientId, String targetId, String baseUrl) {
        sql("update target set target_base_url = ? where target_id = ?", baseUrl, targetId);
        append(ResourceKind.TARGET, clientId, targetId);
    }

    /** With the proxies of the target, each of which has its own row in the log. */
    public void deleteTarget(String clientId, String targetId) {
        List<String> proxies = strings("select proxy_id from proxy where proxy_target_id = ?", targetId);
        sql("delete from target where target_id = ?", targetId);
        proxies.forEach(proxy -> append(ResourceKind.PROXY, clientId, proxy));
        append(ResourceKind.TARGET, clientId, targetId);
    }

    public void deleteProxy(String clientId, String proxyId) {
        sql("delete from proxy where proxy_id = ?", proxyId);
        append(ResourceKind.PROXY, clientId, proxyId);
    }

    /** The end of every write: waits for the other writers that have appended, until they commit. */
    public void append(ResourceKind kind, String clientId, String resourceId) {
        strings("select pg_advisory_xact_lock(?)::text", ChangeChannel.APPEND_LOCK);
        String revision = strings("select nextval('change_revision')::text").get(0);
        sql(
                "insert into change (revision, client_id, resource_kind, resource_id) values (?::bigint, ?, ?, ?)",
                revision,
                clientId,
                kind.word(),
                resourceId);
        if (notifies) {
            strings("select pg_notify(?, ?)::text", ChangeChannel.NAME, revision);
        }
    }

    /** Any other statement of a test. */
    public void sql(String sql, @Nullable Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> strings(String sql, @Nullable Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            List<String> strings = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    strings.add(rows.getString(1));
                }
            }
            return strings;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    public void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rolls back what was not committed. */
    @Override
    public void close() {
        try (Connection closing = connection) {
            closing.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
