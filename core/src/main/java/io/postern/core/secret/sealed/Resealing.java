package io.postern.core.secret.sealed;

import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Goes over the rows that are under older keys, in the order of their places and a page at a time. */
final class Resealing {

    private static final Logger LOG = LoggerFactory.getLogger(Resealing.class);
    private static final int PAGE = 100;

    private final SealedTable rows;
    private final Sealer sealer;

    Resealing(SealedTable rows, Sealer sealer) {
        this.rows = rows;
        this.sealer = sealer;
    }

    Mono<Resealed> run() {
        return page(null)
                .expand(page -> page.isEmpty() ? Mono.empty() : page(page.get(page.size() - 1)))
                .concatMap(page -> Flux.fromIterable(page).concatMap(this::reseal))
                .reduce(new Resealed(0, 0), Resealed::plus);
    }

    private Mono<List<SealedRow>> page(@Nullable SealedRow after) {
        return rows.underOtherKeys(sealer.newestKeyId(), after, PAGE).collectList();
    }

    private Mono<Resealed> reseal(SealedRow row) {
        return Mono.fromCallable(() -> sealer.reseal(row))
                .flatMap(fresh -> rows.replace(row, fresh))
                .map(changed -> new Resealed(changed, 0))
                .onErrorResume(SecretStoreException.class, error -> {
                    if (error.reason() == Reason.UNAVAILABLE) {
                        return Mono.error(error);
                    }
                    LOG.warn("Not sealed again: {}", error.getMessage());
                    return Mono.just(new Resealed(0, 1));
                });
    }
}
