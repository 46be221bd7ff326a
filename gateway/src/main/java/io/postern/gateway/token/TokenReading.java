package io.postern.gateway.token;

import io.postern.core.credential.FetchedTokenSpec;
import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretSource;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.refresh.Reading;
import io.postern.gateway.refresh.RefreshSource;
import io.postern.gateway.secret.CredentialSecrets;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** One credential's token, with the stored values that go beside it. */
final class TokenReading implements RefreshSource<SecretBundle> {

    private static final Logger LOG = LoggerFactory.getLogger(FetchedTokens.class);

    private final TokenKey key;
    private final TokenSources sources;
    private final CredentialSecrets secrets;
    private final TokenProperties properties;
    private final TokenMeters.OfKind meters;
    private volatile @Nullable SecretValue previous;

    TokenReading(
            TokenKey key,
            TokenSources sources,
            CredentialSecrets secrets,
            TokenProperties properties,
            TokenMeters.OfKind meters) {
        this.key = key;
        this.sources = sources;
        this.secrets = secrets;
        this.properties = properties;
        this.meters = meters;
    }

    @Override
    public Mono<SecretBundle> read() {
        return reading().map(Reading::value);
    }

    @Override
    public Mono<Reading<SecretBundle>> reading() {
        return stored().flatMap(stored -> sources.fetch(need(stored)).map(token -> {
            meters.fetched();
            previous = token.value();
            return new Reading<>(stored.with(FetchedTokenSpec.TOKEN, token.value()), properties.of(token));
        }));
    }

    private TokenNeed<TargetCredentialSpec> need(SecretBundle stored) {
        try {
            return new TokenNeed<>(
                    key.credentialId(),
                    key.fetched(),
                    key.secret(),
                    stored,
                    key.spec().clientCertificate(stored),
                    previous);
        } catch (InvalidFieldsException | NoSuchElementException unusable) {
            // Both name the value and say what is wrong with it, and no more.
            throw new TokenFailure(TokenFailure.Cause.CREDENTIAL, String.valueOf(unusable.getMessage()));
        }
    }

    private Mono<SecretBundle> stored() {
        SecretSource source = key.secret();
        if (source != null) {
            return secrets.resolve(source, key.spec()).map(Outcome::orRefuse);
        }
        return key.spec().secretNames().isEmpty()
                ? Mono.just(SecretBundle.empty())
                : Mono.error(new TokenFailure(TokenFailure.Cause.SECRET, "the credential has no secret yet"));
    }

    /** A secret that the store says is gone ends its tokens too: {@link CredentialSecrets} asks for no new try then. */
    @Override
    public boolean isFinal(Throwable failure) {
        return failure instanceof RefusedException refused && refused.refusal().retryAfter() == null;
    }

    @Override
    public Refusal refusal(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return refused.refusal();
        }
        return Refusal.of(RefusalCode.TOKEN_UNAVAILABLE, "A token for the target could not be had")
                .withDetail("credential " + key.credentialId() + ": " + reason(failure) + ": " + text(failure))
                .retryAfter(properties.failureTtl());
    }

    @Override
    public void served(Served how) {
        meters.served(how);
    }

    @Override
    public void failed(Throwable failure) {
        meters.failed(reason(failure));
        LOG.warn(
                "Getting a token for credential {} ({}) failed: {}: {}",
                key.credentialId(),
                key.fetched().authType(),
                reason(failure),
                text(failure));
    }

    private static TokenFailure.Cause reason(Throwable failure) {
        if (failure instanceof TokenFailure known) {
            return known.reason();
        }
        if (failure instanceof RefusedException) {
            return TokenFailure.Cause.SECRET;
        }
        return failure instanceof TimeoutException ? TokenFailure.Cause.UNREACHABLE : TokenFailure.Cause.DEFECT;
    }

    /** Of what is not ours the class only: its text may quote what it was given. */
    private static String text(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return String.valueOf(refused.refusal().detail());
        }
        return failure instanceof TokenFailure
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getSimpleName();
    }
}
