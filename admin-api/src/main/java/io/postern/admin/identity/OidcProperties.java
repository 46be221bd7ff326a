package io.postern.admin.identity;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The issuer whose JWTs the admin API takes beside its own tokens. All three, or none.
 *
 * @param issuer what {@code iss} of a JWT is, to the letter. {@code issuer}, {@code audience} and {@code jwk-set-uri}
 *     go together, or none is given
 * @param jwkSetUri where the issuer's keys are
 * @param audience what {@code aud} must contain
 */
@ConfigurationProperties("postern.admin.oidc")
record OidcProperties(
        @Nullable String issuer,
        @Nullable URI jwkSetUri,
        @Nullable String audience) {

    OidcProperties {
        issuer = issuer == null || issuer.isEmpty() ? null : issuer;
        audience = audience == null || audience.isEmpty() ? null : audience;
        boolean any = issuer != null || jwkSetUri != null || audience != null;
        if (any && (issuer == null || jwkSetUri == null || audience == null)) {
            throw new IllegalArgumentException(
                    "postern.admin.oidc needs issuer, jwk-set-uri and audience together, or none of them");
        }
    }
}
