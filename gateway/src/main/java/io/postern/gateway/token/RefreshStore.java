package io.postern.gateway.token;

import io.postern.core.secret.RotatedSecret;
import io.postern.core.secret.RotatingSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The places of {@link RefreshRecord}s. What could not be written stays here, and is written before anything else is. */
final class RefreshStore {

    private static final Logger LOG = LoggerFactory.getLogger(RefreshStore.class);

    private static final Retry AWAY = Retry.backoff(6, Duration.ofMillis(100))
            .maxBackoff(Duration.ofSeconds(2))
            .filter(failure -> failure instanceof SecretStoreException store && store.reason() == Reason.UNAVAILABLE)
            .onRetryExhaustedThrow((retry, signal) -> signal.failure());

    private final RotatingSecrets rotating;
    private final Map<String, RefreshRecord> unwritten = new ConcurrentHashMap<>();

    RefreshStore(RotatingSecrets rotating) {
        this.rotating = rotating;
    }

    Mono<RotatedSecret> read(String path) {
        RefreshRecord left = unwritten.get(path);
        return left == null
                ? rotating.read(path)
                : replace(path, left)
                        .doOnSuccess(done -> unwritten.remove(path, left))
                        .then(rotating.read(path));
    }

    /** The version of the claim; fails with {@code CONFLICT} where another gateway was faster. */
    Mono<Long> claim(String path, RefreshRecord claimed, long expected) {
        return rotating.write(path, claimed.values(), expected);
    }

    /** Takes a claim back. Where that fails, the claim ends by its age. */
    Mono<Void> release(String path, RefreshRecord record, long claim) {
        return rotating.write(path, record.claimedBy(null).values(), claim)
                .onErrorResume(failure -> Mono.empty())
                .then();
    }

    /**
     * Writes what came of a claimed token. Completes also where it can't: then it stays in memory, and the log says so.
     *
     * @param used as it was before the claim
     */
    Mono<Void> keep(String path, RefreshRecord used, RefreshRecord record, long claim) {
        SecretBundle values = record.values();
        return rotating.write(path, values, claim)
                .retryWhen(AWAY)
                .then()
                .onErrorResume(RefreshStore::isConflict, overtaken -> overtaken(path, used, record))
                .onErrorResume(SecretStoreException.class, failure -> {
                    LOG.error(
                            "A new refresh token at {} could not be written and is in this process's memory only: {}",
                            path,
                            failure.reason());
                    unwritten.put(path, record);
                    return Mono.empty();
                });
    }

    /**
     * Somebody has written since our claim. Another gateway's claim on the token that we have used up gives way; a newer token,
     * as of a new consent, stays. An answer to us that was lost on its way looks like this too.
     */
    private Mono<Void> overtaken(String path, RefreshRecord used, RefreshRecord record) {
        return rotating.read(path).flatMap(there -> {
            RefreshRecord other = RefreshRecord.read(there.values());
            return other == null || other.refreshToken().equals(used.refreshToken())
                    ? replace(path, record)
                    : Mono.empty();
        });
    }

    /** Writes what a new consent begins with: what of an older one could not be written counts no more. */
    Mono<Void> begin(String path, RefreshRecord record) {
        return replace(path, record).doOnSuccess(done -> unwritten.remove(path));
    }

    /** Writes in place of whatever is there. */
    Mono<Void> replace(String path, RefreshRecord record) {
        return rotating.read(path)
                .flatMap(there -> rotating.write(path, record.values(), there.version()))
                .retryWhen(Retry.backoff(6, Duration.ofMillis(20))
                        .filter(RefreshStore::isConflict)
                        .onRetryExhaustedThrow((retry, signal) -> signal.failure()))
                .retryWhen(AWAY)
                .then();
    }

    private static boolean isConflict(Throwable failure) {
        return failure instanceof SecretStoreException store && store.reason() == Reason.CONFLICT;
    }
}
