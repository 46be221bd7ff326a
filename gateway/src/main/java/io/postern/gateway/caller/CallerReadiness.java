package io.postern.gateway.caller;

import io.postern.core.credential.JwtVerifyCallerSpec;
import io.postern.core.hash.CallerHasher;
import io.postern.core.plan.CallerPlan;
import io.postern.core.secret.SecretSource;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.secret.CredentialSecrets;
import java.net.URI;
import java.util.Objects;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whether callers of a proxy credential can be told from others now. */
@Component
public final class CallerReadiness {

    private final CallerHasher hasher;
    private final SignerKeysSource signerKeys;
    private final CredentialSecrets secrets;

    CallerReadiness(CallerHasher hasher, SignerKeysSource signerKeys, CredentialSecrets secrets) {
        this.hasher = hasher;
        this.signerKeys = signerKeys;
        this.secrets = secrets;
    }

    /** What a caller's credential is checked with. */
    public enum By {
        /** Keyed hashes: nothing has to be had from elsewhere, but the key that they were made with. */
        HASH,
        /** The keys that a signer publishes. */
        KEYS,
        /** A shared secret. */
        SECRET
    }

    /**
     * What became of the look.
     *
     * @param outcome passed, with nothing that matters, or what every caller would get
     */
    public record Readiness(By by, Outcome<?> outcome) {}

    /** Never empty. What has to be had is had as for a call, from memory where it is there. */
    public Mono<Readiness> of(CallerPlan plan) {
        if (!(plan.spec() instanceof JwtVerifyCallerSpec spec)) {
            return Mono.just(new Readiness(By.HASH, hashes(plan)));
        }
        URI address = spec.jwksUri();
        if (address != null) {
            return signerKeys.keys(address).map(keys -> new Readiness(By.KEYS, withKeys(keys)));
        }
        SecretSource source = plan.secret();
        return source == null
                ? Mono.just(new Readiness(By.SECRET, unavailable("the credential has no shared secret yet")))
                : secrets.resolve(source, spec).map(secret -> new Readiness(By.SECRET, secret));
    }

    private Outcome<?> hashes(CallerPlan plan) {
        if (plan.hashes().isEmpty()) {
            return unavailable("the credential has no hash");
        }
        String keyId = plan.hashes().get(0).keyId();
        return hasher.knows(keyId)
                ? Outcome.passed(By.HASH)
                : unavailable("this gateway does not have the key " + keyId + " of the newest hash");
    }

    private static Outcome<?> withKeys(Outcome<VerificationKeys> keys) {
        return keys instanceof Outcome.Passed<VerificationKeys> passed
                        && Objects.requireNonNull(passed.value()).keys().isEmpty()
                ? unavailable("the signer publishes no key that could be used")
                : keys;
    }

    private static Outcome<?> unavailable(String detail) {
        return Outcome.refused(CallerRefusals.keysUnavailable(detail));
    }
}
