package io.postern.core.secret.sealed;

import io.postern.core.secret.RotatedSecret;
import io.postern.core.secret.RotatingSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Rotating secrets in the rows of {@code rotating_secret}, one for each path, sealed as the others are. A table of its own, so
 * that a gateway's role may write there and nowhere else.
 */
public final class SealedRotatingSecrets implements RotatingSecrets {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final DatabaseClient database;
    private final SealedTable rows;
    private final Sealer sealer;

    public SealedRotatingSecrets(ConnectionFactory connections, SealingKeys keys) {
        database = DatabaseClient.create(connections);
        rows = SealedTable.ofRotating(connections);
        sealer = new Sealer(keys);
    }

    @Override
    public Mono<RotatedSecret> read(String path) {
        SecretRef.checkPath(path);
        return rows.find(path)
                .map(row -> new RotatedSecret(row.version(), sealer.open(row)))
                .defaultIfEmpty(new RotatedSecret(0, null));
    }

    @Override
    public Mono<Long> write(String path, SecretBundle values, long expectedVersion) {
        SecretRef.checkPath(path);
        return Mono.fromCallable(() -> sealer.seal(SealedTable.ROTATING + path, expectedVersion + 1, values))
                .flatMap(row -> expectedVersion == 0 ? insert(path, row) : update(path, row))
                .timeout(LIMIT)
                .onErrorMap(SealedTable::failed)
                .flatMap(written -> written > 0
                        ? Mono.just(expectedVersion + 1)
                        : Mono.error(() -> new SecretStoreException(
                                Reason.CONFLICT,
                                "writing what rotates of " + path + ": the newest version is another one")));
    }

    private Mono<Long> insert(String path, SealedRow row) {
        return bound("""
                        insert into rotating_secret (secret_path, version, key_id, nonce, ciphertext)
                        values (:path, :version, :keyId, :nonce, :ciphertext)
                        on conflict (secret_path) do nothing""", path, row).fetch().rowsUpdated();
    }

    private Mono<Long> update(String path, SealedRow row) {
        return bound("""
                        update rotating_secret
                        set version = :version, key_id = :keyId, nonce = :nonce, ciphertext = :ciphertext,
                            written_at = clock_timestamp()
                        where secret_path = :path and version = :version - 1""", path, row).fetch().rowsUpdated();
    }

    private DatabaseClient.GenericExecuteSpec bound(String sql, String path, SealedRow row) {
        return database.sql(sql)
                .bind("path", path)
                .bind("version", row.version())
                .bind("keyId", row.keyId())
                .bind("nonce", row.nonce())
                .bind("ciphertext", row.ciphertext());
    }
}
