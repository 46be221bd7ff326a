package io.postern.admin.proxy;

import io.postern.admin.database.ClientRows;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The proxies in PostgreSQL, and what they may refer to. */
@Repository
class ProxyRepository {

    private final R2dbcEntityTemplate template;
    private final ClientRows<ProxyRow> rows;

    ProxyRepository(R2dbcEntityTemplate template) {
        this.template = template;
        this.rows = new ClientRows<>(template, ProxyRow.class, "proxy", ProxyRow::proxyId);
    }

    ClientRows<ProxyRow> rows() {
        return rows;
    }

    /** A credential of the client; empty where it has none of that id. */
    Mono<Referred> credential(String clientId, String credentialId) {
        return referred(
                "select credential_type as type, credential_region as region,"
                        + " credential_auth_type = 'mtls' as tls from credential"
                        + " where client_id = :client and credential_id = :id",
                clientId,
                credentialId);
    }

    /** A target of the client; empty where it has none of that id. */
    Mono<Referred> target(String clientId, String targetId) {
        return referred(
                "select null::text as type, target_region as region,"
                        + " lower(target_base_url) like 'https:%' as tls from target"
                        + " where client_id = :client and target_id = :id",
                clientId, targetId);
    }

    private Mono<Referred> referred(String sql, String clientId, String id) {
        return template.getDatabaseClient()
                .sql(sql)
                .bind("client", clientId)
                .bind("id", id)
                .map(row -> new Referred(
                        row.get("type", String.class),
                        Objects.requireNonNull(row.get("region", String.class)),
                        Objects.requireNonNull(row.get("tls", Boolean.class))))
                .one();
    }

    /**
     * What a proxy needs to know of a target or a credential.
     *
     * @param type of a credential: {@code proxy} or {@code target}
     * @param tls of a credential: needs a target behind TLS; of a target: is behind TLS
     */
    record Referred(@Nullable String type, String region, boolean tls) {}
}
