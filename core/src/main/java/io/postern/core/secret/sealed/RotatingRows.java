package io.postern.core.secret.sealed;

import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of secrets that change with their use: one row for each path, the path sealed with its own beginning. */
final class RotatingRows implements ResealableRows {

    /** What is authenticated begins with it: a row of the other table does not open here, nor the other way round. */
    static final String PLACE = "rotating/";

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final DatabaseClient database;

    RotatingRows(ConnectionFactory connections) {
        database = DatabaseClient.create(connections);
    }

    Mono<SealedRow> find(String path) {
        return database.sql("""
                        select secret_path, version, key_id, nonce, ciphertext from rotating_secret
                        where secret_path = :path""")
                .bind("path", path)
                .map(RotatingRows::row)
                .one()
                .timeout(LIMIT)
                .onErrorMap(SealedRows::failed);
    }

    @Override
    public Flux<SealedRow> underOtherKeys(String keyId, String afterPath, long afterVersion, int limit) {
        return database.sql("""
                        select secret_path, version, key_id, nonce, ciphertext from rotating_secret
                        where key_id <> :keyId and secret_path > :path
                        order by secret_path limit :limit""")
                .bind("keyId", keyId)
                .bind("path", column(afterPath))
                .bind("limit", limit)
                .map(RotatingRows::row)
                .all()
                .timeout(LIMIT)
                .onErrorMap(SealedRows::failed);
    }

    /** The version stays, so that a gateway that has read the row may still replace it. */
    @Override
    public Mono<Long> replace(SealedRow old, SealedRow fresh) {
        return database.sql("""
                        update rotating_secret set key_id = :keyId, nonce = :nonce, ciphertext = :ciphertext
                        where secret_path = :path and version = :version and nonce = :oldNonce""")
                .bind("keyId", fresh.keyId())
                .bind("nonce", fresh.nonce())
                .bind("ciphertext", fresh.ciphertext())
                .bind("path", column(old.path()))
                .bind("version", old.version())
                .bind("oldNonce", old.nonce())
                .fetch()
                .rowsUpdated()
                .timeout(LIMIT)
                .onErrorMap(SealedRows::failed);
    }

    private static String column(String place) {
        return place.isEmpty() ? "" : place.substring(PLACE.length());
    }

    private static SealedRow row(Readable row) {
        return new SealedRow(
                PLACE + SealedRows.given(row, "secret_path", String.class),
                SealedRows.given(row, "version", Long.class),
                SealedRows.given(row, "key_id", String.class),
                SealedRows.given(row, "nonce", byte[].class),
                SealedRows.given(row, "ciphertext", byte[].class));
    }
}
