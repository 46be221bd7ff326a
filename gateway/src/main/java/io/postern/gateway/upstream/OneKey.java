package io.postern.gateway.upstream;

import io.postern.core.key.ClientCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the one certificate there is to every target that asks for one and can use its kind of key. The issuers that a target
 * names are not looked at: some name none or only their roots, and a target that refuses a certificate says so, while one
 * that was shown none can only say that there was none.
 */
final class OneKey extends X509ExtendedKeyManager {

    private static final String ALIAS = "client";

    private final ClientCertificate certificate;

    OneKey(ClientCertificate certificate) {
        this.certificate = certificate;
    }

    private @Nullable String alias(String @Nullable [] keyTypes) {
        return keyTypes != null
                        && Arrays.asList(keyTypes)
                                .contains(certificate.privateKey().getAlgorithm())
                ? ALIAS
                : null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(new String[] {keyType});
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return certificate.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return certificate.privateKey();
    }

    /** It serves nobody. */
    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
