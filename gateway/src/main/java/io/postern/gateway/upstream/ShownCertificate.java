package io.postern.gateway.upstream;

import io.postern.core.key.ClientCertificate;
import org.jspecify.annotations.Nullable;

/**
 * A client certificate and whose it is: two credentials never share a connection, even where their certificates are the
 * same.
 */
record ShownCertificate(String credentialId, ClientCertificate certificate) {

    static @Nullable ShownCertificate of(String credentialId, @Nullable ClientCertificate certificate) {
        return certificate == null ? null : new ShownCertificate(credentialId, certificate);
    }
}
