package io.postern.gateway.inject;

import io.postern.core.credential.HmacAlgorithm;
import io.postern.core.credential.HmacSpec;
import io.postern.core.credential.Place;
import io.postern.core.credential.SignaturePlacement;
import io.postern.core.credential.SignatureTemplate;
import io.postern.core.credential.SignatureValue.Kind;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A signature over a text of the credential's own: first everything is placed that needs no signature, so that the text may be
 * over it; then the text is signed, and the rest is placed.
 */
final class TemplateSignatureInjection {

    private TemplateSignatureInjection() {}

    static Outcome<OutboundRequest> inject(
            HmacSpec spec, SecretBundle secret, OutboundRequest request, Instant now, Supplier<byte[]> nonces) {
        SignatureTemplate sign = spec.sign();
        HmacAlgorithm algorithm = spec.algorithm();
        if (sign == null || algorithm == null) {
            throw new IllegalStateException("the credential says nothing to sign");
        }
        for (SignaturePlacement placement : spec.placements()) {
            if (placement.in() == Place.HEADER) {
                HeaderPlace.clear(request, placement.name());
            } else {
                QueryPlace.clear(request, placement.name());
            }
        }
        SignatureValues values = new SignatureValues(request, secret, now, nonces);
        Outcome<OutboundRequest> placed = place(spec, values, request, false);
        if (placed instanceof Outcome.Refused) {
            return placed;
        }
        values.signature(mac(algorithm, SigningSecrets.octets(spec, secret)).doFinal(values.fill(sign)));
        return place(spec, values, request, true);
    }

    private static Outcome<OutboundRequest> place(
            HmacSpec spec, SignatureValues values, OutboundRequest request, boolean signature) {
        for (SignaturePlacement placement : spec.placements()) {
            if (placement.value().has(Kind.SIGNATURE) != signature) {
                continue;
            }
            String value = new String(values.fill(placement.value()), StandardCharsets.UTF_8);
            if (placement.in() == Place.QUERY) {
                QueryPlace.add(request, placement.name(), value);
                continue;
            }
            Outcome<OutboundRequest> added = HeaderPlace.add(request, placement.name(), value);
            if (added instanceof Outcome.Refused) {
                return added;
            }
        }
        return Outcome.passed(request);
    }

    private static Mac mac(HmacAlgorithm algorithm, byte[] key) {
        try {
            Mac mac = Mac.getInstance(algorithm.javaName());
            mac.init(new SecretKeySpec(key, algorithm.javaName()));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + algorithm.javaName(), e);
        }
    }
}
