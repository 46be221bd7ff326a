package io.postern.gateway.upstream;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.postern.core.key.ClientCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom the gateway believes to be a target: TLS 1.2 or newer, the Java runtime's roots and an operator's own. */
final class TargetTrust {

    private static final String NO_CERTIFICATES =
            "postern.gateway.upstream.ca-file has no certificates that can be read: ";

    /** Null: the Java runtime's own. */
    private final @Nullable TrustManagerFactory trusted;

    /** @throws IllegalStateException where the file has no certificates: a gateway does not start half-configured */
    TargetTrust(@Nullable Path caFile) {
        try {
            trusted = caFile == null ? null : runtimeAnd(caFile);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(NO_CERTIFICATES + caFile, e);
        }
    }

    /** @param shown what targets that ask for it are shown of the gateway; null: nothing */
    SslContext context(@Nullable ClientCertificate shown) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .protocols("TLSv1.3", "TLSv1.2")
                    .endpointIdentificationAlgorithm("HTTPS");
            if (trusted != null) {
                builder.trustManager(trusted);
            }
            if (shown != null) {
                builder.keyManager(new OneKey(shown));
            }
            return builder.build();
        } catch (IOException e) {
            throw new UncheckedIOException("no TLS context for targets", e);
        }
    }

    private static TrustManagerFactory runtimeAnd(Path caFile) throws GeneralSecurityException, IOException {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        int entry = 0;
        TrustManagerFactory runtime = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        runtime.init((KeyStore) null);
        for (TrustManager manager : runtime.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                for (X509Certificate root : x509.getAcceptedIssuers()) {
                    roots.setCertificateEntry("runtime-" + entry++, root);
                }
            }
        }
        try (InputStream pem = Files.newInputStream(caFile)) {
            Collection<? extends Certificate> own =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (own.isEmpty()) {
                throw new IllegalStateException(NO_CERTIFICATES + caFile);
            }
            for (Certificate root : own) {
                roots.setCertificateEntry("own-" + entry++, root);
            }
        }
        TrustManagerFactory both = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        both.init(roots);
        return both;
    }
}
