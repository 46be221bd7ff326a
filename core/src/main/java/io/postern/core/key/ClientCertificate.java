package io.postern.core.key;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS client shows of itself: a certificate, those that it was issued by, and the private key that belongs to it.
 * Two are equal when their certificates are. Its text form is the fingerprint of its certificates, which is no secret.
 */
public final class ClientCertificate {

    /** About a second's work. Java makes files of 30,000, and OpenSSL of 6,000. */
    private static final long MOST_ITERATIONS = 1_000_000;

    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final String fingerprint;

    private ClientCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
        this.fingerprint = fingerprint(chain);
    }

    /**
     * From PEM texts.
     *
     * @param certificate the client's certificate first, then those it was issued by, if any
     * @param privateKey as {@link PrivateKeys#read} takes it
     * @throws InvalidFieldsException at {@code certificate} or {@code privateKey}, and never with a part of either
     */
    public static ClientCertificate ofPem(SecretValue certificate, SecretValue privateKey) {
        List<X509Certificate> chain = at("certificate", () -> certificates(certificate.reveal()));
        PrivateKey key = at("privateKey", () -> PrivateKeys.read(privateKey));
        if (!PrivateKeys.belongTogether(key, chain.get(0).getPublicKey())) {
            throw InvalidFieldsException.of("does not belong to the first certificate", "privateKey");
        }
        return new ClientCertificate(chain, key);
    }

    /**
     * From a PKCS#12 file (RFC 7292) with one private key and its certificates.
     *
     * @param pkcs12 the file in Base64; line breaks are let through
     * @throws InvalidFieldsException at {@code pkcs12} or {@code password}, and never with a part of either
     */
    public static ClientCertificate ofPkcs12(SecretValue pkcs12, SecretValue password) {
        byte[] file;
        try {
            file = Base64.getDecoder().decode(pkcs12.reveal().replaceAll("\\s+", ""));
        } catch (IllegalArgumentException e) {
            throw InvalidFieldsException.of("is not Base64", "pkcs12");
        }
        if (Pkcs12Work.iterations(file) > MOST_ITERATIONS) {
            throw InvalidFieldsException.of(
                    "wants its password hashed more than " + MOST_ITERATIONS + " times before it opens", "pkcs12");
        }
        char[] opening = password.reveal().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(file), opening);
            return ofStore(store, opening);
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException
                    ? InvalidFieldsException.of("does not open the PKCS#12 file", "password")
                    : InvalidFieldsException.of("is no PKCS#12 file", "pkcs12");
        } catch (UnrecoverableKeyException e) {
            throw InvalidFieldsException.of("does not open the private key in the PKCS#12 file", "password");
        } catch (GeneralSecurityException e) {
            throw InvalidFieldsException.of("has a certificate or a key that can't be read", "pkcs12");
        }
    }

    private static ClientCertificate ofStore(KeyStore store, char[] password) throws GeneralSecurityException {
        String alias = null;
        for (String entry : Collections.list(store.aliases())) {
            if (store.isKeyEntry(entry)) {
                if (alias != null) {
                    throw InvalidFieldsException.of("has more than one private key", "pkcs12");
                }
                alias = entry;
            }
        }
        Key key = alias == null ? null : store.getKey(alias, password);
        Certificate @Nullable [] certificates = alias == null ? null : store.getCertificateChain(alias);
        if (!(key instanceof PrivateKey privateKey) || certificates == null || certificates.length == 0) {
            throw InvalidFieldsException.of("has no private key with its certificate", "pkcs12");
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : certificates) {
            chain.add((X509Certificate) certificate);
        }
        if (!PrivateKeys.belongTogether(privateKey, chain.get(0).getPublicKey())) {
            throw InvalidFieldsException.of("has a private key that does not belong to its certificate", "pkcs12");
        }
        return new ClientCertificate(chain, privateKey);
    }

    private static List<X509Certificate> certificates(String pem) {
        List<Pem.Block> blocks = Pem.blocks(pem);
        if (blocks.isEmpty()) {
            throw InvalidFieldsException.of("must be a certificate in PEM");
        }
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Pem.Block block : blocks) {
                if (!block.label().equals("CERTIFICATE")) {
                    throw InvalidFieldsException.of("must have certificates only");
                }
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
            }
        } catch (CertificateException e) {
            throw InvalidFieldsException.of("has a certificate that can't be read");
        }
        return chain;
    }

    private static <T> T at(String name, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidFieldsException e) {
            throw e.under(name);
        }
    }

    private static String fingerprint(List<X509Certificate> chain) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (X509Certificate certificate : chain) {
                digest.update(certificate.getEncoded());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read has an encoding", e);
        }
    }

    /** The client's own certificate first. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** As secret as the text it was read from; for a TLS context, and for nothing else. */
    public PrivateKey privateKey() {
        return key;
    }

    /** SHA-256 over the certificates, in hexadecimal. */
    public String fingerprint() {
        return fingerprint;
    }

    /** After which no target will take it. */
    public Instant expiresAt() {
        return chain.get(0).getNotAfter().toInstant();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientCertificate that && fingerprint.equals(that.fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return "ClientCertificate[" + fingerprint + "]";
    }
}
