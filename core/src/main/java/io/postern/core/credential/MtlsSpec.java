package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.key.ClientCertificate;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client certificate in the TLS handshake (RFC 8446, section 4.4.2), alone or beside another kind. Only https targets can
 * be shown one.
 *
 * <p>Secret: {@code certificate} and {@code privateKey} in PEM, or {@code pkcs12} in Base64 and {@code password}; and in the
 * same object the values of the other kind.
 *
 * @param with what else the target is shown; null: the certificate alone
 */
@CredentialKind("mtls")
public record MtlsSpec(@Nullable OtherKind with) implements TargetCredentialSpec {

    private static final Set<String> PEM = Set.of("certificate", "privateKey");
    private static final Set<String> PKCS12 = Set.of("pkcs12", "password");

    public MtlsSpec {
        if (with != null) {
            if (with.spec() instanceof MtlsSpec) {
                throw InvalidFieldsException.of("must be another kind than mtls", "with", "credentialAuthType");
            }
            for (String name : names(with.spec())) {
                if (name.equals("certificate") || name.equals("pkcs12")) {
                    throw InvalidFieldsException.of(
                            "must have no secret value named " + name + ", which is this kind's own", "with");
                }
            }
        }
    }

    @Override
    public TargetCredentialSpec placed() {
        return with == null ? new NoneSpec() : with.spec();
    }

    /** Those of the PEM form; {@link #checkSecret} takes the other one too. */
    @Override
    public Set<String> secretNames() {
        Set<String> names = new LinkedHashSet<>(PEM);
        names.addAll(placed().secretNames());
        return names;
    }

    @Override
    public Set<String> optionalSecretNames() {
        return placed().optionalSecretNames();
    }

    private static Set<String> names(TargetCredentialSpec spec) {
        Set<String> names = new HashSet<>(spec.secretNames());
        names.addAll(spec.optionalSecretNames());
        return names;
    }

    @Override
    public Map<String, URI> addresses() {
        Map<String, URI> addresses = new HashMap<>();
        placed().addresses().forEach((field, url) -> addresses.put("with.credentialConfig." + field, url));
        return addresses;
    }

    @Override
    public Object secretForm() {
        return List.<Object>of(placed().authType(), placed().secretForm());
    }

    @Override
    public void checkSecretNames(Set<String> names) {
        Set<String> required = new LinkedHashSet<>(names.contains("pkcs12") ? PKCS12 : PEM);
        required.addAll(placed().secretNames());
        SecretChecks.names(required, optionalSecretNames(), names);
    }

    @Override
    public void checkSecret(SecretBundle secret) {
        Set<String> own = own(secret);
        Set<String> others = names(placed());
        for (String name : own) {
            if (others.contains(name)) {
                throw InvalidFieldsException.of(
                        "is also a value of the kind in credentialConfig.with; give the certificate as "
                                + (own.equals(PEM) ? "pkcs12 and password" : "certificate and privateKey"),
                        name);
            }
        }
        Map<String, SecretValue> ownValues = new HashMap<>();
        Map<String, SecretValue> otherValues = new HashMap<>();
        for (String name : secret.names()) {
            (own.contains(name) ? ownValues : otherValues).put(name, secret.value(name));
        }
        SecretChecks.names(own, SecretBundle.of(ownValues));
        placed().checkSecret(SecretBundle.of(otherValues));
        if (clientCertificate(secret).expiresAt().isBefore(Instant.now())) {
            throw InvalidFieldsException.of(
                    "has a certificate that has expired", own.equals(PEM) ? "certificate" : "pkcs12");
        }
    }

    @Override
    public ClientCertificate clientCertificate(SecretBundle secret) {
        return own(secret).equals(PEM)
                ? ClientCertificate.ofPem(secret.value("certificate"), secret.value("privateKey"))
                : ClientCertificate.ofPkcs12(secret.value("pkcs12"), secret.value("password"));
    }

    @Override
    public @Nullable Instant storedEnd(SecretBundle secret) {
        return placed().storedEnd(secret);
    }

    private static Set<String> own(SecretBundle secret) {
        return new HashSet<>(secret.has("pkcs12") ? PKCS12 : PEM);
    }
}
