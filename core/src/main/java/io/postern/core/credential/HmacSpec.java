package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A signature over the request, in one of two ways: a text of the credential's own, signed with an HMAC; or HTTP message
 * signatures (RFC 9421). Secret: {@code key}, and the names that {@code {{secret:name}}} uses.
 *
 * @param algorithm of the first way; {@code hmac-sha256} where it is left out
 * @param keyEncoding how {@code key} is written, where it is no PEM; {@code text} where it is left out
 * @param sign the first way: what is signed
 * @param inject with {@code sign}: at least one, at most 32; those without the signature are placed before it is made
 * @param httpMessageSignature the second way
 */
@CredentialKind("hmac")
public record HmacSpec(
        @Nullable HmacAlgorithm algorithm,
        @Nullable KeyEncoding keyEncoding,
        @Nullable SignatureTemplate sign,
        @Nullable List<SignaturePlacement> inject,
        @Nullable HttpMessageSignature httpMessageSignature)
        implements TargetCredentialSpec {

    public HmacSpec {
        if (keyEncoding == null) {
            keyEncoding = KeyEncoding.TEXT;
        }
        if (httpMessageSignature != null) {
            if (sign != null || inject != null || algorithm != null) {
                throw InvalidFieldsException.of(
                        "can't stand beside httpMessageSignature",
                        sign != null ? "sign" : inject != null ? "inject" : "algorithm");
            }
        } else {
            algorithm = algorithm == null ? HmacAlgorithm.SHA256 : algorithm;
            inject = checked(sign, inject);
        }
    }

    private static List<SignaturePlacement> checked(
            @Nullable SignatureTemplate sign, @Nullable List<SignaturePlacement> inject) {
        if (sign == null) {
            throw InvalidFieldsException.of("is required, or httpMessageSignature", "sign");
        }
        if (sign.values().isEmpty()) {
            throw InvalidFieldsException.of("must have at least one {{value}} of the request", "sign");
        }
        if (sign.has(SignatureValue.Kind.SIGNATURE)) {
            throw InvalidFieldsException.of("can't have the signature itself in it", "sign");
        }
        if (inject == null || inject.isEmpty()) {
            throw InvalidFieldsException.of("needs at least one placement", "inject");
        }
        if (inject.size() > 32) {
            throw InvalidFieldsException.of("has more than 32 placements", "inject");
        }
        if (inject.stream().noneMatch(placement -> placement.value().has(SignatureValue.Kind.SIGNATURE))) {
            throw InvalidFieldsException.of("must place {{signature:hex|base64|base64url}} somewhere", "inject");
        }
        return List.copyOf(inject);
    }

    /** {@link #inject} of the first way; empty in the second. */
    public List<SignaturePlacement> placements() {
        return inject == null ? List.of() : inject;
    }

    @Override
    public KeyEncoding keyEncoding() {
        return Objects.requireNonNull(keyEncoding);
    }

    @Override
    public Set<String> secretNames() {
        Set<String> names = new TreeSet<>(Set.of("key"));
        if (sign != null) {
            names.addAll(sign.secretNames());
        }
        placements().forEach(placement -> names.addAll(placement.value().secretNames()));
        return names;
    }

    @Override
    public Object secretForm() {
        boolean pem =
                httpMessageSignature != null && httpMessageSignature.algorithm().isAsymmetric();
        return pem ? "pem" : keyEncoding().word();
    }

    @Override
    public void checkSecret(SecretBundle secret) {
        SecretChecks.names(secretNames(), secret);
        // The key itself is never placed.
        SecretChecks.fieldValues(secret, Set.of("key"));
        String key = secret.value("key").reveal();
        if (httpMessageSignature != null && httpMessageSignature.algorithm().isAsymmetric()) {
            httpMessageSignature.algorithm().checkKey(PrivateKeyPem.parse(key, "key"));
        } else if (keyEncoding().decode(key).filter(octets -> octets.length > 0).isEmpty()) {
            throw InvalidFieldsException.of(
                    "must be written in " + keyEncoding().word(), "key");
        }
    }
}
