package io.postern.gateway.caller;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** EdDSA (RFC 8037) by the JDK itself: Nimbus would need one more library. */
final class EdwardsVerifier implements VerificationKey.Verifier {

    /** What stands before the raw key in its X.509 form (RFC 8410, section 4), by curve. */
    private static final Map<Curve, byte[]> PREFIXES = Map.of(
            Curve.Ed25519, HexFormat.of().parseHex("302a300506032b6570032100"),
            Curve.Ed448, HexFormat.of().parseHex("3043300506032b6571033a00"));

    private final PublicKey key;

    private EdwardsVerifier(PublicKey key) {
        this.key = key;
    }

    /** Empty where the key is of another curve or no point of its curve. */
    static Optional<VerificationKey.Verifier> of(OctetKeyPair jwk) {
        byte[] prefix = PREFIXES.get(jwk.getCurve());
        if (prefix == null) {
            return Optional.empty();
        }
        byte[] raw = jwk.getDecodedX();
        byte[] encoded = new byte[prefix.length + raw.length];
        System.arraycopy(prefix, 0, encoded, 0, prefix.length);
        System.arraycopy(raw, 0, encoded, prefix.length, raw.length);
        try {
            return Optional.of(new EdwardsVerifier(
                    KeyFactory.getInstance(jwk.getCurve().getName()).generatePublic(new X509EncodedKeySpec(encoded))));
        } catch (GeneralSecurityException notAKey) {
            return Optional.empty();
        }
    }

    @Override
    public boolean verify(String algorithm, byte[] signingInput, byte[] signature) throws JOSEException {
        try {
            Signature check = Signature.getInstance("EdDSA");
            check.initVerify(key);
            check.update(signingInput);
            return check.verify(signature);
        } catch (SignatureException malformed) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new JOSEException("EdDSA failed", e);
        }
    }
}
