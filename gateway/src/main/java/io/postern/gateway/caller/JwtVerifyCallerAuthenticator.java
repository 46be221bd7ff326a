package io.postern.gateway.caller;

import com.nimbusds.jose.JOSEException;
import io.postern.core.credential.JwtVerifyCallerSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretSource;
import io.postern.gateway.caller.VerificationKeys.Verdict;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.inbound.PresentedCredential;
import io.postern.gateway.secret.CredentialSecrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * A token that somebody else signed, in {@code Authorization} as it is or after {@code Bearer}: RFC 7519, checked as
 * RFC 8725 advises. The cheap checks come first, so that a token that is wrong anyway costs no signature and no fetch.
 */
@Component
final class JwtVerifyCallerAuthenticator implements CallerKind<JwtVerifyCallerSpec> {

    private final ClaimChecks claimChecks;
    private final SignerKeysSource signerKeys;
    private final VerifiedTokens verifiedTokens;
    private final CredentialSecrets secrets;

    JwtVerifyCallerAuthenticator(
            ClaimChecks claimChecks,
            SignerKeysSource signerKeys,
            VerifiedTokens verifiedTokens,
            CredentialSecrets secrets) {
        this.claimChecks = claimChecks;
        this.signerKeys = signerKeys;
        this.verifiedTokens = verifiedTokens;
        this.secrets = secrets;
    }

    @Override
    public Class<JwtVerifyCallerSpec> spec() {
        return JwtVerifyCallerSpec.class;
    }

    @Override
    public Mono<Outcome<Caller>> authenticate(
            JwtVerifyCallerSpec spec, CallerPlan plan, PresentedCredential presented) {
        Shown shown = Shown.inAuthorization(presented, AuthorizationForms::rawOrBearer);
        if (shown instanceof Shown.Nothing nothing) {
            return Mono.just(CallerRefusals.invalid(nothing.reason()));
        }
        JsonWebToken token;
        try {
            token = JsonWebToken.parse(((Shown.Text) shown).text());
            if (!spec.algorithms().contains(token.algorithm())) {
                throw new TokenRefusedException("the token's algorithm is not among the credential's");
            }
            claimChecks.check(spec, token.claims());
        } catch (TokenRefusedException refused) {
            return Mono.just(CallerRefusals.invalid(String.valueOf(refused.getMessage())));
        }
        URI address = spec.jwksUri();
        return address == null ? bySharedSecret(plan, token) : byPublishedKey(address, token);
    }

    private Mono<Outcome<Caller>> byPublishedKey(URI address, JsonWebToken token) {
        return signerKeys.keys(address).flatMap(keys -> {
            Verdict verdict = verdict(keys, token);
            if (verdict == Verdict.UNKNOWN_KEY) {
                // The signer may have rotated its keys since.
                return signerKeys.newerKeys(address).map(newer -> answer(newer, verdict(newer, token), token));
            }
            return Mono.just(answer(keys, verdict, token));
        });
    }

    /** Null where there are no keys. */
    private @Nullable Verdict verdict(Outcome<VerificationKeys> keys, JsonWebToken token) {
        return keys instanceof Outcome.Passed<VerificationKeys> passed
                ? verifiedTokens.check(passed.value(), token)
                : null;
    }

    private static Outcome<Caller> answer(
            Outcome<VerificationKeys> keys, @Nullable Verdict verdict, JsonWebToken token) {
        if (keys instanceof Outcome.Refused<VerificationKeys> refused) {
            return Outcome.refused(refused.refusal());
        }
        if (verdict == Verdict.SIGNED) {
            return Outcome.passed(new Caller(token.claims()));
        }
        return CallerRefusals.invalid(
                verdict == Verdict.FORGED
                        ? "the token's signature is not its key's"
                        : "the token is signed by no key of the signer");
    }

    private Mono<Outcome<Caller>> bySharedSecret(CallerPlan plan, JsonWebToken token) {
        SecretSource source = plan.secret();
        if (source == null) {
            return Mono.just(
                    Outcome.refused(CallerRefusals.keysUnavailable("the credential has no shared secret yet")));
        }
        return secrets.resolve(source, plan.spec()).map(secret -> bySharedSecret(secret, token));
    }

    private static Outcome<Caller> bySharedSecret(Outcome<SecretBundle> secret, JsonWebToken token) {
        if (secret instanceof Outcome.Refused<SecretBundle> refused) {
            // Its words are about targets' secrets.
            return Outcome.refused(CallerRefusals.keysUnavailable(
                    "shared secret: " + refused.refusal().detail()));
        }
        byte[] shared = ((Outcome.Passed<SecretBundle>) secret)
                .value()
                .value("sharedSecret")
                .reveal()
                .getBytes(StandardCharsets.UTF_8);
        try {
            return VerificationKey.shared(shared).verifies(token)
                    ? Outcome.passed(new Caller(token.claims()))
                    : CallerRefusals.invalid("the token's signature is not the shared secret's");
        } catch (JOSEException tooShort) {
            return Outcome.refused(CallerRefusals.keysUnavailable("the shared secret can't be used"));
        }
    }
}
