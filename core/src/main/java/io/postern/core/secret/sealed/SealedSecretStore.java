package io.postern.core.secret.sealed;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStore;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.StoredSecret;
import io.r2dbc.spi.ConnectionFactory;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Secrets in the rows of {@code sealed_secret}, for whoever has no Vault. Who reads the database without the keys reads
 * nothing; who has both, all.
 */
public final class SealedSecretStore implements SecretStore {

    /** What the references of this store carry. */
    public static final String NAME = "sealed";

    private final SealedRows rows;
    private final SealedTable secrets;
    private final SealedTable rotating;
    private final Sealer sealer;

    public SealedSecretStore(ConnectionFactory connections, SealingKeys keys) {
        rows = new SealedRows(connections);
        secrets = SealedTable.ofSecrets(connections);
        rotating = SealedTable.ofRotating(connections);
        sealer = new Sealer(keys);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Mono<SecretBundle> read(SecretRef ref) {
        return ours(ref)
                .then(secrets.find(ref.path(), ref.version()))
                .switchIfEmpty(Mono.error(() -> new SecretStoreException(
                        Reason.NOT_FOUND, "reading " + ref.path() + " version " + ref.version() + ": not there")))
                .map(sealer::open);
    }

    @Override
    public Mono<SecretRef> put(String path, SecretBundle values, OptionalLong expectedVersion) {
        SecretRef.checkPath(path);
        return rows.append(path, expectedVersion, version -> sealer.seal(path, version, values))
                .map(version -> new SecretRef(NAME, path, version))
                .switchIfEmpty(Mono.error(() -> new SecretStoreException(
                        Reason.CONFLICT, "writing " + path + ": the newest version is another one")));
    }

    @Override
    public Mono<Void> destroy(SecretRef ref) {
        return ours(ref).then(rows.delete(ref.path(), ref.version()));
    }

    @Override
    public Mono<Void> destroyAll(String path) {
        SecretRef.checkPath(path);
        return rows.deleteAll(path);
    }

    @Override
    public Flux<StoredSecret> stored() {
        return rows.places()
                .map(place -> new StoredSecret(new SecretRef(NAME, place.path(), place.version()), place.writtenAt()));
    }

    /**
     * Seals every row that is under an older key again, under the newest: of secrets, and of those that change with their
     * use. Readers and writers go on meanwhile; a row that is destroyed or rewritten in between stays as that left it.
     * May be run again after it failed half-way.
     */
    public Mono<Resealed> reseal() {
        Mono<Resealed> changing = new Resealing(rotating, sealer).run();
        return new Resealing(secrets, sealer).run().flatMap(done -> changing.map(done::plus));
    }

    /** Under which keys rows lie now. */
    public Flux<KeyInUse> keysInUse() {
        return rows.keysInUse(sealer.newestKeyId());
    }

    /** The id of the key that seals what is written now. */
    public String newestKeyId() {
        return sealer.newestKeyId();
    }

    private static Mono<Void> ours(SecretRef ref) {
        return ref.store().equals(NAME)
                ? Mono.empty()
                : Mono.error(() -> new SecretStoreException(
                        Reason.NOT_FOUND, "the secret lies in the store " + ref.store() + ", and this is " + NAME));
    }
}
