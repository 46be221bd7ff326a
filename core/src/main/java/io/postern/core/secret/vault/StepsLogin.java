package io.postern.core.secret.vault;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.vault.authentication.AuthenticationSteps;
import org.springframework.vault.authentication.AuthenticationStepsOperator;
import org.springframework.vault.authentication.LoginToken;
import org.springframework.vault.support.VaultToken;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A login that Spring Vault describes: AppRole or Kubernetes. The steps are made anew each time, from the files as they are then. */
final class StepsLogin implements VaultLogin {

    private final VaultConnection connection;
    private final Supplier<AuthenticationSteps> steps;
    private final InstantSource clock;

    StepsLogin(VaultConnection connection, Supplier<AuthenticationSteps> steps, InstantSource clock) {
        this.connection = connection;
        this.steps = steps;
        this.clock = clock;
    }

    @Override
    public Mono<VaultLease> login() {
        return Mono.fromSupplier(steps)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(made -> new AuthenticationStepsOperator(made, connection.client()).getVaultToken())
                .map(this::lease)
                .timeout(connection.limit());
    }

    private VaultLease lease(VaultToken token) {
        if (!(token instanceof LoginToken granted)) {
            throw new IllegalStateException("a login answers with its lifetime");
        }
        return VaultLease.loggedIn(token, clock.instant(), granted.getLeaseDuration(), granted.isRenewable());
    }
}
