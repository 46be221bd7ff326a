package io.postern.gateway.inject;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.postern.core.credential.MtlsSpec;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.key.ClientCertificate;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** A client certificate for the connection, and then whatever the kind beside it places. */
@Component
final class MtlsInjector implements Injector<MtlsSpec> {

    private final ObjectProvider<Injectors> others;

    /**
     * Certificates that were read, by the very value they were read from, for as long as that is kept: a value that is read
     * from its store again is another one, and reading a key takes milliseconds.
     */
    private final Cache<SecretValue, ClientCertificate> read =
            Caffeine.newBuilder().weakKeys().maximumSize(10_000).build();

    MtlsInjector(ObjectProvider<Injectors> others) {
        this.others = others;
    }

    @Override
    public Class<MtlsSpec> spec() {
        return MtlsSpec.class;
    }

    @Override
    public Outcome<OutboundRequest> inject(MtlsSpec spec, SecretBundle secret, OutboundRequest request) {
        if (!request.target().secure()) {
            return Outcome.refused(Refusal.of(
                    RefusalCode.UPSTREAM_TLS_FAILED, "A client certificate can only be shown to an https target"));
        }
        try {
            request.clientCertificate(certificate(spec, secret));
        } catch (InvalidFieldsException unreadable) {
            // Names the value and says what is wrong with it, and no more.
            return Outcome.refused(
                    Refusal.of(RefusalCode.SECRET_UNAVAILABLE, "The target's client certificate can't be used")
                            .withDetail(String.valueOf(unreadable.getMessage())));
        }
        return others.getObject().inject(spec.placed(), secret, request);
    }

    private ClientCertificate certificate(MtlsSpec spec, SecretBundle secret) {
        SecretValue key = secret.value(secret.has("pkcs12") ? "pkcs12" : "privateKey");
        ClientCertificate known = read.getIfPresent(key);
        if (known == null) {
            known = spec.clientCertificate(secret);
            read.put(key, known);
        }
        return known;
    }

    @Override
    public BodyNeed bodyNeed(MtlsSpec spec) {
        return others.getObject().bodyNeed(spec.placed());
    }

    @Override
    public boolean replacesItsOwn(MtlsSpec spec) {
        return others.getObject().replacesItsOwn(spec.placed());
    }
}
