package io.postern.gateway.inject;

import io.postern.core.credential.BasicAuthSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.stereotype.Component;

/** User name and password in UTF-8 (RFC 7617, section 2). */
@Component
final class BasicAuthInjector implements Injector<BasicAuthSpec> {

    @Override
    public Class<BasicAuthSpec> spec() {
        return BasicAuthSpec.class;
    }

    @Override
    public Outcome<OutboundRequest> inject(BasicAuthSpec spec, SecretBundle secret, OutboundRequest request) {
        String pair = secret.value("username").reveal() + ":"
                + secret.value("password").reveal();
        String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return HeaderPlace.replace(request, "Authorization", "Basic " + encoded);
    }
}
