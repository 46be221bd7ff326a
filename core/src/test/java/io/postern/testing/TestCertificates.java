package io.postern.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of the test's own, made when it is asked for, and what it issued. */
public final class TestCertificates {

    private final X509Bundle root;

    public TestCertificates() {
        this.root = built(() -> new CertificateBuilder()
                .ecp256()
                .subject("CN=Test Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned());
    }

    /** A certificate with its key, as their owner has them. */
    public record Issued(X509Bundle bundle) {

        public String certificatePem() {
            return bundle.getCertificatePEM();
        }

        /** PKCS#8. */
        public String privateKeyPem() {
            return bundle.getPrivateKeyPEM();
        }

        public PrivateKey privateKey() {
            return bundle.getKeyPair().getPrivate();
        }

        /** In Base64. */
        public String pkcs12(String password) {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("client", privateKey(), password.toCharArray(), bundle.getCertificatePath());
                ByteArrayOutputStream file = new ByteArrayOutputStream();
                store.store(file, password.toCharArray());
                return Base64.getMimeEncoder().encodeToString(file.toByteArray());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public KeyManagerFactory keyManagers() {
            return built(bundle::toKeyManagerFactory);
        }
    }

    /** For a client of that name, good for a day. */
    public Issued client(String name) {
        return client(name, Instant.now().plus(Duration.ofDays(1)));
    }

    public Issued client(String name, Instant expiresAt) {
        return new Issued(built(() -> new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .notBefore(expiresAt.minus(Duration.ofDays(2)))
                .notAfter(expiresAt)
                .addExtendedKeyUsageClientAuth()
                .buildIssuedBy(root)));
    }

    public Issued rsaClient(String name) {
        return new Issued(built(() -> new CertificateBuilder()
                .rsa2048()
                .subject("CN=" + name)
                .addExtendedKeyUsageClientAuth()
                .buildIssuedBy(root)));
    }

    /** For a server at localhost and 127.0.0.1. */
    public Issued localServer() {
        return new Issued(built(() -> new CertificateBuilder()
                .ecp256()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .addExtendedKeyUsageServerAuth()
                .buildIssuedBy(root)));
    }

    /** Trusts what this authority issued. */
    public TrustManagerFactory trust() {
        return root.toTrustManagerFactory();
    }

    /** Writes the authority's own certificate, for settings that name a file. */
    public Path writeRoot(Path file) {
        try {
            return Files.writeString(file, root.getCertificatePEM());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Building<T> {
        T build() throws Exception;
    }

    private static <T> T built(Building<T> building) {
        try {
            return building.build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
