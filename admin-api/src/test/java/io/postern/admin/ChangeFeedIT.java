package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.admin.change.ChangeLog;
import io.postern.admin.change.ChangeLog.Changed;
import io.postern.admin.change.ChangePruner;
import io.postern.core.change.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Revisions become visible in their order, whoever commits first. */
class ChangeFeedIT extends RunningAdminApi {

    @Autowired
    private ChangeLog changes;

    @Autowired
    private ChangePruner pruner;

    @Autowired
    private TransactionalOperator transaction;

    @Test
    void appendWhenAnotherTransactionHasAppendedThenWaitsForItsCommit() {
        Sinks.Empty<Void> release = Sinks.empty();
        var first = changes.append("cli_order", one("first"))
                .delayUntil(revision -> release.asMono())
                .as(transaction::transactional)
                .toFuture();
        await().until(() -> locks(true) == 1);

        var second = changes.append("cli_order", one("second"))
                .as(transaction::transactional)
                .toFuture();
        await().until(() -> locks(false) == 1);
        assertThat(visible()).isEmpty();
        assertThat(second).isNotDone();

        release.tryEmitEmpty();
        assertThat(first.join()).isLessThan(second.join());
        assertThat(visible()).containsExactly("first", "second");
    }

    @Test
    void followWhenManyWriteAtOnceThenNothingAppearsBehindTheReader() {
        String clientId = api().newClient();
        List<CompletableFuture<String>> writers = IntStream.range(0, 24)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> api().newTarget(clientId)))
                .toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new));

        List<String> followed = new ArrayList<>();
        long revision = 0;
        boolean last;
        do {
            last = all.isDone();
            for (String row : Rows.of(
                    DATABASE,
                    "select revision || ' ' || resource_id from change where client_id = '" + clientId
                            + "' and resource_kind = 'target' and revision > " + revision + " order by revision")) {
                revision = Long.parseLong(row.substring(0, row.indexOf(' ')));
                followed.add(row.substring(row.indexOf(' ') + 1));
            }
        } while (!last);

        assertThat(followed)
                .containsExactlyInAnyOrderElementsOf(
                        writers.stream().map(CompletableFuture::join).toList());
    }

    @Test
    void writeWhenItsTransactionFailsThenLeavesNoChange() {
        Mono<Long> failing = changes.append("cli_rollback", one("lost"))
                .flatMap(revision -> Mono.<Long>error(new IllegalStateException("after the append")))
                .as(transaction::transactional);
        assertThat(failing.onErrorResume(IllegalStateException.class, e -> Mono.just(-1L))
                        .block())
                .isEqualTo(-1L);
        assertThat(Rows.of(DATABASE, "select resource_id from change where client_id = 'cli_rollback'"))
                .isEmpty();
    }

    @Test
    void pruneWhenChangesAreOldThenTheyGoButTheNewestStays() {
        Objects.requireNonNull(changes.append("cli_prune", one("old"))
                .then(changes.append("cli_prune", one("new")))
                .as(transaction::transactional)
                .block());
        DATABASE.execute("update change set changed_at = now() - interval '8 days'");

        pruner.prune().block();

        assertThat(Rows.of(DATABASE, "select count(*)::text from change")).containsExactly("1");
    }

    private static List<Changed> one(String id) {
        return List.of(new Changed(ResourceKind.TARGET, id));
    }

    private static List<String> visible() {
        return Rows.of(DATABASE, "select resource_id from change where client_id = 'cli_order' order by revision");
    }

    private static int locks(boolean granted) {
        return Rows.of(
                        DATABASE,
                        "select pid::text from pg_locks where locktype = 'advisory' and "
                                + (granted ? "granted" : "not granted")
                                + " and database = (select oid from pg_database where datname = current_database())")
                .size();
    }
}
