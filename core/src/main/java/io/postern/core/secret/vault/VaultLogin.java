package io.postern.core.secret.vault;

import reactor.core.publisher.Mono;

/** One way of getting a token. */
interface VaultLogin {

    /** Logs in anew at each subscription; never empty. Any error is one of this attempt only. */
    Mono<VaultLease> login();
}
