package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.postern.core.key.ClientCertificate;
import io.postern.core.secret.SecretBundle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A kind of credential that the gateway shows to a target. To add one: its record here, its injector in the gateway (a
 * start-up check looks for it), a subclass of {@code InjectorContract}, and its page under {@code docs/credentials}. A kind
 * whose token is fetched first is a {@link FetchedTokenSpec} too, and has a token source in place of the injector.
 */
public sealed interface TargetCredentialSpec extends CredentialSpec
        permits ApiKeySpec,
                BearerSpec,
                BasicAuthSpec,
                JwtSpec,
                CustomSpec,
                OAuth2Spec,
                NoneSpec,
                AwsSigV4Spec,
                HmacSpec,
                CustomTokenSpec,
                MtlsSpec {

    /** What of it stands in the request: itself, or the kind that it is combined with. */
    @JsonIgnore
    default TargetCredentialSpec placed() {
        return this;
    }

    /**
     * What connections show of the gateway in their handshake; null: nothing.
     *
     * @param secret the values as they are stored
     * @throws io.postern.core.field.InvalidFieldsException with paths inside {@code credentialSecret}, where it can't be read
     * @throws java.util.NoSuchElementException where a value is missing
     */
    default @Nullable ClientCertificate clientCertificate(SecretBundle secret) {
        return null;
    }

    /**
     * When the stored values end by themselves, so that somebody must have replaced them by then; null: they don't say. Not of a
     * {@link #clientCertificate}, whose end is told where it is shown.
     *
     * @param secret the values as they are stored; any of them may be missing
     */
    default @Nullable Instant storedEnd(SecretBundle secret) {
        return null;
    }
}
