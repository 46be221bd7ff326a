package io.postern.admin.identity;

import io.postern.admin.database.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Notes when keys and tokens were last shown, so that somebody can see which ones nobody needs any more. To within five
 * minutes, since a write for each request would cost more than what most of them ask for. Beside the request, which neither
 * waits for it nor fails with it; one write at a time, and none that waits for a row: what is left out now is noted with the
 * next request.
 */
@Component
class LastUses {

    /** How far behind a noted time may be. */
    static final Duration PRECISION = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(LastUses.class);

    private static final String USER_TOKEN = "update user_token set last_used_at = :now where token_hash ="
            + " (select token_hash from user_token where token_hash = :hash for no key update skip locked)";

    private final DatabaseClient database;
    private final Transactions transactions;
    private final Clock clock;
    private final AtomicBoolean writing = new AtomicBoolean();

    LastUses(DatabaseClient database, Transactions transactions, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @param last what is noted so far; null: nothing */
    void userToken(byte[] hash, @Nullable Instant last) {
        note(USER_TOKEN, hash, last);
    }

    /**
     * Of an API client's pair, or of a token that was made of it.
     *
     * @param newest whether it is the newest pair, or the one before
     * @param last what is noted so far of that one; null: nothing
     */
    void pair(byte[] keyHash, boolean newest, @Nullable Instant last) {
        note(newest ? pairs("last_used_at", "is null") : pairs("previous_used_at", "is not null"), keyHash, last);
    }

    // Looks again which pair it is: a rotation may have come between.
    private static String pairs(String column, String validUntil) {
        return "update api_client set api_client_" + column + " = :now where api_client_id ="
                + " (select a.api_client_id from api_client_key k join api_client a using (api_client_id)"
                + " where k.key_hash = :hash and k.valid_until " + validUntil + " for no key update of a skip locked)";
    }

    private void note(String sql, byte[] hash, @Nullable Instant last) {
        Instant now = clock.instant();
        // Also one that a clock which ran ahead left behind is replaced.
        boolean isRecent = last != null && Duration.between(last, now).abs().compareTo(PRECISION) < 0;
        if (isRecent || !writing.compareAndSet(false, true)) {
            return;
        }
        Mono<Void> write = transactions.write(
                database.sql(sql).bind("now", now).bind("hash", hash).then());
        write.doFinally(end -> writing.set(false))
                .subscribe(
                        nothing -> {},
                        failure -> LOG.debug(
                                "a last use was not noted: {}",
                                failure.getClass().getName()));
    }
}
