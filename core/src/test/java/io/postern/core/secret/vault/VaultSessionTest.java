package io.postern.core.secret.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.vault.support.VaultToken;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The session's times, by a clock that the test turns. */
class VaultSessionTest {

    private static final Duration LIFETIME = Duration.ofSeconds(100);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<String> done = new ArrayList<>();
    private Mono<VaultLease> nextLogin = granted("token-1", LIFETIME, true);
    private Mono<Duration> nextRenewal = Mono.just(LIFETIME);
    private final VaultSession session = new VaultSession(this::login, this::renew, time);

    @AfterEach
    void close() {
        session.close();
        time.dispose();
    }

    private Mono<VaultLease> granted(String token, Duration lifetime, boolean renewable) {
        return Mono.fromSupplier(() -> VaultLease.loggedIn(VaultToken.of(token), now(), lifetime, renewable));
    }

    private static SecretStoreException away() {
        return new SecretStoreException(Reason.UNAVAILABLE, "away");
    }

    private Mono<VaultLease> login() {
        done.add("login");
        return nextLogin;
    }

    private Mono<VaultLease> renew(VaultLease lease) {
        done.add("renewal");
        return nextRenewal.map(lifetime -> lease.renewed(now(), lifetime));
    }

    private Instant now() {
        return Instant.ofEpochMilli(time.now(TimeUnit.MILLISECONDS));
    }

    private String token() {
        return Objects.requireNonNull(session.lease().block(Duration.ofSeconds(5)))
                .token()
                .getToken();
    }

    private void pass(int seconds) {
        time.advanceTimeBy(Duration.ofSeconds(seconds));
    }

    @Test
    void leaseWhenNotYetDueThenIsTheSameAndNothingIsDone() {
        assertThat(token()).isEqualTo("token-1");
        pass(59);
        assertThat(token()).isEqualTo("token-1");

        assertThat(done).containsExactly("login");
    }

    @Test
    void leaseWhenTwoThirdsHavePassedThenIsRenewedWithoutBeingAskedFor() {
        token();

        pass(71);
        pass(71);

        assertThat(done).containsExactly("login", "renewal", "renewal");
    }

    @Test
    void leaseWhenItNeverEndsThenIsNeverRenewed() {
        nextLogin = granted("root", Duration.ZERO, false);
        token();

        pass(1_000_000);

        assertThat(token()).isEqualTo("root");
        assertThat(done).containsExactly("login");
    }

    @Test
    void leaseWhenItCannotBeRenewedThenIsReplacedByALogin() {
        nextLogin = granted("batch-1", LIFETIME, false);
        token();
        nextLogin = granted("batch-2", LIFETIME, false);

        pass(71);

        assertThat(token()).isEqualTo("batch-2");
        assertThat(done).containsExactly("login", "login");
    }

    @Test
    void leaseWhenARenewalGivesMuchLessThanAtFirstThenIsReplacedByALogin() {
        token();
        nextRenewal = Mono.just(Duration.ofSeconds(20));
        nextLogin = granted("token-2", LIFETIME, true);

        pass(71);

        assertThat(token()).isEqualTo("token-2");
    }

    @Test
    void leaseWhenTheRenewalIsRefusedThenIsReplacedByALogin() {
        token();
        nextRenewal = Mono.error(new SecretStoreException(Reason.DENIED, "refused"));
        nextLogin = granted("token-2", LIFETIME, true);

        pass(71);

        assertThat(token()).isEqualTo("token-2");
    }

    @Test
    void leaseWhenVaultIsAwayAtRenewalThenStaysInUseAndIsTriedAgain() {
        token();
        nextRenewal = Mono.error(away());
        pass(71);
        assertThat(token()).isEqualTo("token-1");
        nextRenewal = Mono.just(LIFETIME);

        // Beyond the end of the first lifetime; the pauses between the tries depend on the jitter.
        pass(35);

        assertThat(token()).isEqualTo("token-1");
        assertThat(done).startsWith("login", "renewal", "renewal").containsOnlyOnce("login");
    }

    @Test
    void leaseWhenItHasEndedThenTheNextCallLogsIn() {
        token();
        nextRenewal = Mono.error(away());
        nextLogin = granted("token-2", LIFETIME, true);

        pass(101);

        assertThat(token()).isEqualTo("token-2");
    }

    @Test
    void leaseWhenALoginIsUnderWayThenAllWaitForThatOne() {
        Sinks.One<VaultLease> answer = Sinks.one();
        nextLogin = answer.asMono();
        List<String> tokens = new ArrayList<>();
        for (int call = 0; call < 3; call++) {
            session.lease().subscribe(lease -> tokens.add(lease.token().getToken()));
        }

        answer.tryEmitValue(VaultLease.loggedIn(VaultToken.of("token-1"), now(), LIFETIME, true))
                .orThrow();

        assertThat(tokens).containsExactly("token-1", "token-1", "token-1");
        assertThat(done).containsExactly("login");
    }

    @Test
    void leaseWhenTheLoginFailedThenWhoTriesAgainWithinTheFailureLogsInAnew() {
        nextLogin = Mono.error(away());

        assertThat(session.lease()
                        .onErrorResume(error -> {
                            nextLogin = granted("token-2", LIFETIME, true);
                            return session.lease();
                        })
                        .map(lease -> lease.token().getToken())
                        .block(Duration.ofSeconds(5)))
                .isEqualTo("token-2");
        assertThat(done).containsExactly("login", "login");
    }

    @Test
    void afterRefusalWhenSomebodyElseHasANewTokenThenTakesThat() {
        VaultLease refused = Objects.requireNonNull(session.lease().block());
        nextLogin = granted("token-2", LIFETIME, true);

        assertThat(session.afterRefusal(refused).block()).isNotNull();
        assertThat(session.afterRefusal(refused)
                        .map(lease -> lease.token().getToken())
                        .block())
                .isEqualTo("token-2");
        assertThat(done).containsExactly("login", "login");
    }

    @Test
    void afterRefusalWhenTheNewTokenIsRefusedTooThenWaitsBeforeItLogsInAgain() {
        nextLogin = granted("token-1", LIFETIME, true);
        VaultLease first = Objects.requireNonNull(session.lease().block());
        nextLogin = granted("token-2", LIFETIME, true);
        VaultLease second = Objects.requireNonNull(session.afterRefusal(first).block());

        assertThat(session.afterRefusal(second).block()).isNull();
        assertThat(done).containsExactly("login", "login");

        pass(11);
        assertThat(session.afterRefusal(second).block()).isNotNull();
        assertThat(done).containsExactly("login", "login", "login");
    }
}
