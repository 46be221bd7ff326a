package io.postern.core.secret.sealed;

import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A table of sealed rows, for whoever opens them or seals them again. */
final class SealedTable {

    /** What is authenticated of a rotating secret begins with it: a row of one table does not open as one of the other. */
    static final String ROTATING = "rotating/";

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final DatabaseClient database;
    private final String select;
    private final String update;
    private final String place;

    private SealedTable(ConnectionFactory connections, String name, String place) {
        database = DatabaseClient.create(connections);
        select = "select secret_path, version, key_id, nonce, ciphertext from " + name + " where ";
        update = "update " + name + " set ";
        this.place = place;
    }

    static SealedTable ofSecrets(ConnectionFactory connections) {
        return new SealedTable(connections, "sealed_secret", "");
    }

    /** With one row for each path, whose version counts its writings. */
    static SealedTable ofRotating(ConnectionFactory connections) {
        return new SealedTable(connections, "rotating_secret", ROTATING);
    }

    /** The row of a path, where there is no more than one. */
    Mono<SealedRow> find(String path) {
        return rows(database.sql(select + "secret_path = :path").bind("path", path))
                .singleOrEmpty();
    }

    Mono<SealedRow> find(String path, long version) {
        return rows(database.sql(select + "secret_path = :path and version = :version")
                        .bind("path", path)
                        .bind("version", version))
                .singleOrEmpty();
    }

    /** The rows under other keys than that one, in the order of path and version, after a row; null: from the first one on. */
    Flux<SealedRow> underOtherKeys(String keyId, @Nullable SealedRow after, int limit) {
        return rows(database.sql(select + """
                        key_id <> :keyId and (secret_path, version) > (:path, :version)
                        order by secret_path, version limit :limit""")
                .bind("keyId", keyId)
                .bind("path", after == null ? "" : path(after))
                .bind("version", after == null ? 0 : after.version())
                .bind("limit", limit));
    }

    /**
     * Replaces a row by the same values sealed anew; counts 0 where it is not as it was read any more. Its version stays, so that
     * whoever has read a rotating secret may still replace it.
     */
    Mono<Long> replace(SealedRow old, SealedRow fresh) {
        return database.sql(update + """
                        key_id = :keyId, nonce = :nonce, ciphertext = :ciphertext
                        where secret_path = :path and version = :version and nonce = :oldNonce""")
                .bind("keyId", fresh.keyId())
                .bind("nonce", fresh.nonce())
                .bind("ciphertext", fresh.ciphertext())
                .bind("path", path(old))
                .bind("version", old.version())
                .bind("oldNonce", old.nonce())
                .fetch()
                .rowsUpdated()
                .timeout(LIMIT)
                .onErrorMap(SealedTable::failed);
    }

    private Flux<SealedRow> rows(DatabaseClient.GenericExecuteSpec query) {
        return query.map(row -> new SealedRow(
                        place + given(row, "secret_path", String.class),
                        given(row, "version", Long.class),
                        given(row, "key_id", String.class),
                        given(row, "nonce", byte[].class),
                        given(row, "ciphertext", byte[].class)))
                .all()
                .timeout(LIMIT)
                .onErrorMap(SealedTable::failed);
    }

    private String path(SealedRow row) {
        return row.path().substring(place.length());
    }

    static <T> T given(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    /** Every error of the database as a {@link SecretStoreException}. */
    static Throwable failed(Throwable error) {
        if (error instanceof SecretStoreException) {
            return error;
        }
        if (error instanceof PermissionDeniedDataAccessException
                || error.getCause() instanceof R2dbcPermissionDeniedException) {
            return new SecretStoreException(Reason.DENIED, "PostgreSQL refuses it to this role", error);
        }
        return new SecretStoreException(Reason.UNAVAILABLE, "PostgreSQL did not do it", error);
    }
}
