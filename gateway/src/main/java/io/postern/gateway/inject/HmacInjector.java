package io.postern.gateway.inject;

import io.postern.core.credential.HmacSpec;
import io.postern.core.credential.HttpMessageSignature;
import io.postern.core.credential.SignatureTemplate;
import io.postern.core.credential.SignatureValue;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Signs a text of the credential's own, or as RFC 9421 has it. */
@Component
final class HmacInjector implements Injector<HmacSpec> {

    private static final BodyNeed WHOLE = new BodyNeed.Bytes(Integer.MAX_VALUE, false);

    private final Clock clock;
    private final Supplier<byte[]> nonces;

    @Autowired
    HmacInjector() {
        this(Clock.systemUTC(), randomOctets());
    }

    /** @param nonces 16 octets that were never there before */
    HmacInjector(Clock clock, Supplier<byte[]> nonces) {
        this.clock = clock;
        this.nonces = nonces;
    }

    private static Supplier<byte[]> randomOctets() {
        SecureRandom random = new SecureRandom();
        return () -> {
            byte[] octets = new byte[16];
            random.nextBytes(octets);
            return octets;
        };
    }

    @Override
    public Class<HmacSpec> spec() {
        return HmacSpec.class;
    }

    @Override
    public BodyNeed bodyNeed(HmacSpec spec) {
        HttpMessageSignature message = spec.httpMessageSignature();
        boolean looksIntoBody = message != null
                ? message.components().contains(MessageSignatureInjection.CONTENT_DIGEST)
                : looksIntoBody(spec.sign())
                        || spec.placements().stream().anyMatch(placement -> looksIntoBody(placement.value()));
        return looksIntoBody ? WHOLE : BodyNeed.NONE;
    }

    private static boolean looksIntoBody(@org.jspecify.annotations.Nullable SignatureTemplate template) {
        return template != null
                && (template.has(SignatureValue.Kind.BODY) || template.has(SignatureValue.Kind.BODY_DIGEST));
    }

    @Override
    public Outcome<OutboundRequest> inject(HmacSpec spec, SecretBundle secret, OutboundRequest request) {
        HttpMessageSignature message = spec.httpMessageSignature();
        return message != null
                ? MessageSignatureInjection.inject(spec, message, secret, request, clock.instant(), nonces)
                : TemplateSignatureInjection.inject(spec, secret, request, clock.instant(), nonces);
    }
}
