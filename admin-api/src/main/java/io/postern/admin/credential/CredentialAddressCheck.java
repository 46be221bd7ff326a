package io.postern.admin.credential;

import io.postern.admin.outbound.OutboundCheck;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Refuses URLs that the gateway would not connect to for a credential, where a request writes them. */
@Component
class CredentialAddressCheck {

    private final OutboundCheck outbound;

    CredentialAddressCheck(OutboundCheck outbound) {
        this.outbound = outbound;
    }

    Mono<Void> check(CredentialFields fields, ObjectNode sent) {
        return Flux.fromIterable(fields.spec().addresses().entrySet())
                .concatMap(address -> check(address.getKey(), address.getValue(), sent))
                .then();
    }

    private Mono<Void> check(String field, URI url, ObjectNode sent) {
        // A jwksUri may be written there, too.
        JsonNode secret = sent.get("credentialSecret");
        boolean inSecret = secret != null && secret.has(field);
        if (!inSecret && !sent.has("credentialConfig")) {
            return Mono.empty();
        }
        List<String> path = new ArrayList<>(List.of(inSecret ? "credentialSecret" : "credentialConfig"));
        path.addAll(List.of(field.split("\\.", -1)));
        int port = url.getPort() >= 0 ? url.getPort() : ("https".equalsIgnoreCase(url.getScheme()) ? 443 : 80);
        return outbound.check(url.getHost(), port, path);
    }
}
