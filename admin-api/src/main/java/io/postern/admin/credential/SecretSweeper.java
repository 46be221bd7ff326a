package io.postern.admin.credential;

import io.postern.admin.credential.CredentialRepository.Named;
import io.postern.admin.database.Transactions;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretWriter;
import io.postern.core.secret.StoredSecret;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Destroys what a crash, a rotation or a deletion left in the secret store. A version is written before a row names it, so
 * a young one without a row may be one whose transaction is still under way.
 */
@Component
public class SecretSweeper {

    private static final Logger log = LoggerFactory.getLogger(SecretSweeper.class);
    private static final int BATCH = 500;

    private final SecretWriter store;
    private final CredentialRepository credentials;
    private final Transactions transactions;
    private final SweeperProperties properties;
    private final Clock clock;
    private final SweeperMeters meters;

    SecretSweeper(
            SecretWriter store,
            CredentialRepository credentials,
            Transactions transactions,
            SweeperProperties properties,
            Clock clock,
            SweeperMeters meters) {
        this.store = store;
        this.credentials = credentials;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
        this.meters = meters;
    }

    /** Looks once through the store, and emits how many versions were destroyed. */
    public Mono<Long> sweep() {
        return Mono.defer(() -> {
            Instant before = clock.instant().minus(properties.age());
            return store.stored()
                    .filter(stored -> stored.writtenAt().isBefore(before))
                    .map(StoredSecret::ref)
                    .buffer(BATCH)
                    .concatMap(batch -> unnamed(batch, before))
                    .concatMap(ref -> store.destroy(ref).thenReturn(ref))
                    .count();
        });
    }

    private Flux<SecretRef> unnamed(List<SecretRef> batch, Instant before) {
        List<String> paths = batch.stream().map(SecretRef::path).distinct().toList();
        return transactions
                .read(credentials.namedAt(paths).collectList())
                .map(rows -> rows.stream().collect(Collectors.toMap(Named::path, Function.identity())))
                .flatMapIterable(rows -> batch.stream()
                        .filter(ref -> isUnnamed(ref, rows, before))
                        .toList());
    }

    private static boolean isUnnamed(SecretRef ref, Map<String, Named> rows, Instant before) {
        Named row = rows.get(ref.path());
        if (row == null) {
            return true;
        }
        boolean named =
                ref.store().equals(row.store()) && Long.valueOf(ref.version()).equals(row.version());
        return !named && row.updatedAt().isBefore(before);
    }

    @Scheduled(
            initialDelayString = "${postern.admin.sweeper.every:10m}",
            fixedDelayString = "${postern.admin.sweeper.every:10m}")
    void sweepNow() {
        sweep().subscribe(
                        count -> {
                            meters.swept(count);
                            log.debug("destroyed {} unnamed versions of secrets", count);
                        },
                        failure -> {
                            meters.failed();
                            log.warn(
                                    "the secret store could not be swept: {}",
                                    failure.getClass().getName());
                        });
    }
}
