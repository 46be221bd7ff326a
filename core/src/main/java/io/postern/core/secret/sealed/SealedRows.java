package io.postern.core.secret.sealed;

import io.postern.core.secret.SecretStoreException;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The versions of secrets at their paths. Every error of the database comes out as a {@link SecretStoreException}. */
final class SealedRows {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    SealedRows(ConnectionFactory connections) {
        database = DatabaseClient.create(connections);
        transaction = TransactionalOperator.create(new R2dbcTransactionManager(connections));
    }

    /** One version's place and time. */
    record StoredPlace(String path, long version, Instant writtenAt) {}

    /** Takes the next number and writes that version, both or neither; empty where the expected one is not the newest. */
    Mono<Long> append(String path, OptionalLong expected, LongFunction<SealedRow> sealed) {
        return nextVersion(path, expected)
                .flatMap(version -> insert(sealed.apply(version)).thenReturn(version))
                .as(transaction::transactional)
                .timeout(LIMIT)
                .onErrorMap(SealedTable::failed);
    }

    private Mono<Long> nextVersion(String path, OptionalLong expected) {
        DatabaseClient.GenericExecuteSpec next;
        if (expected.isEmpty()) {
            next = database.sql("""
                    insert into sealed_secret_path as place (secret_path, newest_version) values (:path, 1)
                    on conflict (secret_path) do update set newest_version = place.newest_version + 1
                    returning newest_version""");
        } else if (expected.getAsLong() == 0) {
            next = database.sql("""
                    insert into sealed_secret_path (secret_path, newest_version) values (:path, 1)
                    on conflict (secret_path) do nothing
                    returning newest_version""");
        } else {
            next = database.sql("""
                            update sealed_secret_path set newest_version = newest_version + 1
                            where secret_path = :path and newest_version = :expected
                            returning newest_version""").bind("expected", expected.getAsLong());
        }
        return next.bind("path", path)
                .map(row -> SealedTable.given(row, "newest_version", Long.class))
                .one();
    }

    private Mono<Void> insert(SealedRow row) {
        return database.sql("""
                        insert into sealed_secret (secret_path, version, key_id, nonce, ciphertext)
                        values (:path, :version, :keyId, :nonce, :ciphertext)""")
                .bind("path", row.path())
                .bind("version", row.version())
                .bind("keyId", row.keyId())
                .bind("nonce", row.nonce())
                .bind("ciphertext", row.ciphertext())
                .then();
    }

    Mono<Void> delete(String path, long version) {
        return database.sql("delete from sealed_secret where secret_path = :path and version = :version")
                .bind("path", path)
                .bind("version", version)
                .then()
                .timeout(LIMIT)
                .onErrorMap(SealedTable::failed);
    }

    /** The number of the newest version stays, so that none comes back with other values. */
    Mono<Void> deleteAll(String path) {
        return database.sql("delete from sealed_secret where secret_path = :path")
                .bind("path", path)
                .then()
                .then(database.sql("delete from rotating_secret where secret_path = :path")
                        .bind("path", path)
                        .then())
                .timeout(LIMIT)
                .onErrorMap(SealedTable::failed);
    }

    Flux<StoredPlace> places() {
        return database.sql("select secret_path, version, written_at from sealed_secret")
                .map(row -> new StoredPlace(
                        SealedTable.given(row, "secret_path", String.class),
                        SealedTable.given(row, "version", Long.class),
                        SealedTable.given(row, "written_at", OffsetDateTime.class)
                                .toInstant()))
                .all()
                .timeout(LIMIT)
                .onErrorMap(SealedTable::failed);
    }

    /** How many rows of each table lie under which key. */
    Flux<KeyInUse> keysInUse(String newest) {
        return database.sql("""
                        select 'sealed_secret' as place, key_id, count(*) as sealed from sealed_secret group by key_id
                        union all
                        select 'rotating_secret', key_id, count(*) from rotating_secret group by key_id
                        order by 1, 2""")
                .map(row -> new KeyInUse(
                        SealedTable.given(row, "place", String.class),
                        SealedTable.given(row, "key_id", String.class),
                        SealedTable.given(row, "sealed", Long.class),
                        newest.equals(SealedTable.given(row, "key_id", String.class))))
                .all()
                .timeout(LIMIT)
                .onErrorMap(SealedTable::failed);
    }
}
