package io.postern.admin.credential;

import io.postern.admin.database.ClientRows;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The credentials in PostgreSQL. */
@Repository
class CredentialRepository {

    private final R2dbcEntityTemplate template;
    private final ClientRows<CredentialRow> rows;

    CredentialRepository(R2dbcEntityTemplate template) {
        this.template = template;
        this.rows = new ClientRows<>(template, CredentialRow.class, "credential", CredentialRow::credentialId);
    }

    ClientRows<CredentialRow> rows() {
        return rows;
    }

    /** The proxies that use the credential on either side. */
    Mono<List<String>> usedBy(String credentialId) {
        return template.getDatabaseClient()
                .sql("select proxy_id from proxy where proxy_proxy_credential_id = :id"
                        + " or proxy_target_credential_id = :id order by proxy_id")
                .bind("id", credentialId)
                .map(row -> Objects.requireNonNull(row.get("proxy_id", String.class)))
                .all()
                .collectList();
    }

    /** Which versions the rows at these paths name. */
    Flux<Named> namedAt(List<String> paths) {
        return template.getDatabaseClient()
                .sql("select client_id || '/' || credential_id as path, secret_store, secret_version, updated_at"
                        + " from credential where credential_id = any(:ids)")
                .bind(
                        "ids",
                        paths.stream()
                                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                                .toArray(String[]::new))
                .map(row -> new Named(
                        Objects.requireNonNull(row.get("path", String.class)),
                        row.get("secret_store", String.class),
                        row.get("secret_version", Long.class),
                        Objects.requireNonNull(row.get("updated_at", Instant.class))))
                .all();
    }

    /** A credential's row, as far as the sweeper looks at it. */
    record Named(
            String path, @Nullable String store, @Nullable Long version, Instant updatedAt) {}
}
