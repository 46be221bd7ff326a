package io.postern.admin.credential;

import io.postern.admin.outbound.OutboundCheck;
import java.net.URI;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Refuses a {@code jwksUri} that the gateway would not fetch from, where a request writes one. */
@Component
class JwksAddressCheck {

    private final OutboundCheck outbound;

    JwksAddressCheck(OutboundCheck outbound) {
        this.outbound = outbound;
    }

    Mono<Void> check(CredentialFields fields, ObjectNode sent) {
        URI uri = fields.jwksUri();
        JsonNode secret = sent.get("credentialSecret");
        boolean inSecret = secret != null && secret.has("jwksUri");
        if (uri == null || !(inSecret || sent.has("credentialConfig"))) {
            return Mono.empty();
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : ("https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80);
        return outbound.check(
                uri.getHost(), port, List.of(inSecret ? "credentialSecret" : "credentialConfig", "jwksUri"));
    }
}
