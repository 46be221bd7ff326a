package io.postern.gateway.token;

import io.postern.core.secret.SecretValue;
import java.net.URI;

/**
 * What came of a person's consent (RFC 6749, section 4.1.2).
 *
 * @param verifier of PKCE (RFC 7636, section 4.1)
 * @param redirectUri the very one that the consent was asked for with
 */
public record AuthorizationCode(SecretValue code, SecretValue verifier, URI redirectUri) {}
