package io.postern.core.credential;

import java.util.List;

/**
 * What a kind of target credential implements, beside {@link TargetCredentialSpec}, whose secret is no value to be placed
 * but what it takes to get a token. The gateway fetches or makes the token, keeps it, renews it, and places it.
 */
public interface FetchedTokenSpec {

    /** The name under which the fetched token stands in {@link #inject()} beside the secret values. */
    String TOKEN = "token";

    /** {@code Authorization: Bearer} (RFC 6750, section 2.1), where most tokens go. */
    List<Placement> BEARER =
            List.of(new Placement(Place.HEADER, "Authorization", SecretTemplate.parse("Bearer {{" + TOKEN + "}}")));

    /** Where the token goes, and what goes beside it; {@code {{token}}} is the fetched token, other names are secret values. */
    List<Placement> inject();

    /** Whether this configuration needs a token to be fetched; false: its secret values are placed as they are stored. */
    default boolean fetches() {
        return true;
    }
}
