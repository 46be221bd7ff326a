package io.postern.core.secret.vault;

import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps a valid token. Spring Vault's own session managers remember a failed login for ever and never replace a token
 * that can't be renewed; this one
 *
 * <ul>
 *   <li>logs in when a token is asked for and there is none, once for all who wait, and forgets a failure at once;
 *   <li>renews at about two thirds of the lifetime, or logs in anew where a renewal is refused, impossible, or near the
 *       end of what the token may live;
 *   <li>logs in anew when Vault refuses the token, but not for every refusal: most of those are the policy's.
 * </ul>
 */
final class VaultSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VaultSession.class);
    private static final Duration BETWEEN_REFUSALS = Duration.ofSeconds(10);
    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private final VaultLogin login;
    private final Function<VaultLease, Mono<VaultLease>> renewal;
    private final Scheduler scheduler;
    private final Disposable.Swap timer = Disposables.swap();

    private @Nullable VaultLease current;
    private @Nullable Mono<VaultLease> loginUnderWay;
    private @Nullable Instant lastLoginAfterRefusal;

    VaultSession(VaultLogin login, Function<VaultLease, Mono<VaultLease>> renewal, Scheduler scheduler) {
        this.login = login;
        this.renewal = renewal;
        this.scheduler = scheduler;
    }

    /** A token that has not ended as far as is known here. */
    Mono<VaultLease> lease() {
        return Mono.defer(() -> {
            VaultLease held = held();
            return held != null ? Mono.just(held) : login();
        });
    }

    /**
     * What to try again with after Vault refused the token of {@code refused}; empty where another login would only be
     * refused again.
     */
    Mono<VaultLease> afterRefusal(VaultLease refused) {
        return Mono.defer(() -> mayLogInAfterRefusal(refused) ? lease() : Mono.empty());
    }

    private synchronized boolean mayLogInAfterRefusal(VaultLease refused) {
        if (current != null && !current.token().equals(refused.token())) {
            return true; // somebody else was quicker
        }
        Instant now = now();
        if (loginUnderWay == null
                && lastLoginAfterRefusal != null
                && now.isBefore(lastLoginAfterRefusal.plus(BETWEEN_REFUSALS))) {
            return false;
        }
        lastLoginAfterRefusal = now;
        current = null;
        return true;
    }

    private synchronized @Nullable VaultLease held() {
        return current != null && !current.endedAt(now()) ? current : null;
    }

    private synchronized Mono<VaultLease> login() {
        if (loginUnderWay == null) {
            // Forgotten before anyone hears of the outcome, so that whoever tries again really does.
            loginUnderWay = Mono.defer(login::login)
                    .switchIfEmpty(Mono.error(() -> new IllegalStateException("a login never completes empty")))
                    .onErrorMap(error -> VaultErrors.failed("the login", error))
                    .doOnNext(this::use)
                    .doOnTerminate(this::loginEnded)
                    .cache();
        }
        return loginUnderWay;
    }

    private synchronized void loginEnded() {
        loginUnderWay = null;
    }

    private synchronized void use(VaultLease lease) {
        current = lease;
        if (lease.ends()) {
            double part = ThreadLocalRandom.current().nextDouble(0.60, 0.70);
            refreshAfter(Duration.ofMillis((long) (lease.lifetime().toMillis() * part)), lease);
        }
    }

    private void refreshAfter(Duration delay, VaultLease lease) {
        timer.update(Mono.delay(delay, scheduler)
                .flatMap(tick -> refresh(lease))
                .subscribe(fresh -> {}, error -> refreshFailed(lease, error)));
    }

    private Mono<VaultLease> refresh(VaultLease lease) {
        if (!lease.renewable()) {
            return login();
        }
        return renewal.apply(lease)
                .filter(renewed -> !renewed.nearsItsEnd())
                .doOnNext(this::use)
                .onErrorResume(this::isRefusal, error -> Mono.empty())
                .switchIfEmpty(Mono.defer(this::login));
    }

    private boolean isRefusal(Throwable error) {
        return error instanceof SecretStoreException refused && refused.reason() != Reason.UNAVAILABLE;
    }

    /** Tries again while the token lasts; after that the next call that needs one logs in. */
    private void refreshFailed(VaultLease lease, Throwable error) {
        Duration left = Duration.between(now(), lease.from().plus(lease.lifetime()));
        if (left.isNegative() || left.isZero()) {
            LOG.warn("The Vault token has ended: {}", error.getMessage());
            return;
        }
        LOG.warn("The Vault token was not renewed and lasts for another {}: {}", left, error.getMessage());
        Duration pause = left.dividedBy(4);
        pause = pause.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : pause;
        refreshAfter(pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause, lease);
    }

    private Instant now() {
        return Instant.ofEpochMilli(scheduler.now(TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        timer.dispose();
    }
}
