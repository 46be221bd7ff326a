package io.postern.gateway.inject;

import io.postern.core.credential.HmacSpec;
import io.postern.core.credential.HttpMessageSignature;
import io.postern.core.credential.MessageSignatureAlgorithm;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HTTP message signatures (RFC 9421), in place of the caller's own. */
final class MessageSignatureInjection {

    static final String CONTENT_DIGEST = "content-digest";

    private MessageSignatureInjection() {}

    static Outcome<OutboundRequest> inject(
            HmacSpec spec,
            HttpMessageSignature message,
            SecretBundle secret,
            OutboundRequest request,
            Instant now,
            Supplier<byte[]> nonces) {
        HeaderPlace.clear(request, "Signature");
        HeaderPlace.clear(request, "Signature-Input");
        if (message.components().contains("date") && !request.headers().contains("Date")) {
            request.headers().add("Date", SignatureValues.httpDate(now));
        }
        if (message.components().contains(CONTENT_DIGEST)) {
            HeaderPlace.replace(request, "Content-Digest", contentDigest(request));
        }
        String parameters = parameters(message, now, nonces);
        MessageSignatureBase base = MessageSignatureBase.of(request, message, parameters);
        if (base.missing() != null) {
            return Outcome.refused(Refusal.of(
                    RefusalCode.INJECTION_FAILED, "The request lacks what its signature covers: " + base.missing()));
        }
        byte[] signature = sign(spec, message.algorithm(), secret, base.text().getBytes(StandardCharsets.ISO_8859_1));
        HeaderPlace.add(request, "Signature-Input", message.label() + "=" + parameters);
        return HeaderPlace.add(
                request,
                "Signature",
                message.label() + "=:" + Base64.getEncoder().encodeToString(signature) + ":");
    }

    /** RFC 9530, section 2. */
    private static String contentDigest(OutboundRequest request) {
        byte[] body = request.wholeBody();
        if (body == null) {
            throw new IllegalStateException("the body is not at hand, although the credential needs it");
        }
        return "sha-256=:" + Base64.getEncoder().encodeToString(SignatureValues.digest("sha256", body)) + ":";
    }

    /** RFC 9421, section 2.3; no value has a quote or a backslash left in it. */
    private static String parameters(HttpMessageSignature message, Instant now, Supplier<byte[]> nonces) {
        StringBuilder text = new StringBuilder(MessageSignatureBase.covered(message))
                .append(";created=")
                .append(now.getEpochSecond());
        if (message.expiresSeconds() != null) {
            text.append(";expires=").append(now.getEpochSecond() + message.expiresSeconds());
        }
        if (message.nonce()) {
            append(text, "nonce", Base64.getUrlEncoder().withoutPadding().encodeToString(nonces.get()));
        }
        if (message.algorithmParameter()) {
            append(text, "alg", message.algorithm().word());
        }
        if (message.keyId() != null) {
            append(text, "keyid", message.keyId());
        }
        if (message.tag() != null) {
            append(text, "tag", message.tag());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
        text.append(';').append(name).append("=\"").append(escaped).append('"');
    }

    private static byte[] sign(HmacSpec spec, MessageSignatureAlgorithm algorithm, SecretBundle secret, byte[] base) {
        try {
            if (!algorithm.isAsymmetric()) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(SigningSecrets.octets(spec, secret), "HmacSHA256"));
                return mac.doFinal(base);
            }
            Signature signature = signature(algorithm);
            signature.initSign(SigningSecrets.privateKey(secret));
            signature.update(base);
            return signature.sign();
        } catch (GeneralSecurityException unusable) {
            // Not its text, which could say something of the key.
            throw new NoSuchElementException("the secret value key is no key for " + algorithm.word());
        }
    }

    /** RFC 9421, section 3.3. */
    private static Signature signature(MessageSignatureAlgorithm algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case ED25519 -> Signature.getInstance("Ed25519");
            case ECDSA_P256_SHA256 -> Signature.getInstance("SHA256withECDSAinP1363Format");
            case ECDSA_P384_SHA384 -> Signature.getInstance("SHA384withECDSAinP1363Format");
            case RSA_V1_5_SHA256 -> Signature.getInstance("SHA256withRSA");
            case RSA_PSS_SHA512 -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
                yield pss;
            }
            case HMAC_SHA256 -> throw new IllegalArgumentException("an HMAC is no signature");
        };
    }
}
