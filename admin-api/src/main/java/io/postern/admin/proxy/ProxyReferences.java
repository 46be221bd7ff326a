package io.postern.admin.proxy;

import io.postern.admin.proxy.ProxyRepository.Referred;
import io.postern.core.field.FieldError;
import io.postern.core.field.InvalidFieldsException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Checks what a proxy binds: that it exists in the same client, is of the right type, and lies in the proxy's region;
 * and that a client certificate is for an https target.
 */
@Component
class ProxyReferences {

    private final ProxyRepository proxies;

    ProxyReferences(ProxyRepository proxies) {
        this.proxies = proxies;
    }

    /** Completes, or fails with an {@link InvalidFieldsException} that names every field that is wrong. */
    Mono<Void> check(String clientId, ProxyFields fields) {
        ProxyFields.References to = fields.references();
        return Flux.concat(
                        problem(
                                proxies.credential(clientId, to.proxyCredentialId()),
                                "proxyProxyCredentialId",
                                "proxy",
                                fields.region()),
                        problem(proxies.target(clientId, to.targetId()), "proxyTargetId", null, fields.region()),
                        problem(
                                proxies.credential(clientId, to.targetCredentialId()),
                                "proxyTargetCredentialId",
                                "target",
                                fields.region()),
                        withoutTls(clientId, to))
                .concatMap(Mono::justOrEmpty)
                .collectList()
                .flatMap(errors -> errors.isEmpty() ? Mono.empty() : Mono.error(new InvalidFieldsException(errors)));
    }

    private Mono<Optional<FieldError>> withoutTls(String clientId, ProxyFields.References to) {
        return Mono.zip(
                        proxies.target(clientId, to.targetId()),
                        proxies.credential(clientId, to.targetCredentialId()),
                        (target, credential) -> credential.tls() && !target.tls()
                                ? error("proxyTargetId", "must have an https URL, to be shown a client certificate")
                                : Optional.<FieldError>empty())
                .defaultIfEmpty(Optional.empty());
    }

    private static Mono<Optional<FieldError>> problem(
            Mono<Referred> found, String field, @Nullable String type, String region) {
        return found.map(referred -> problem(referred, field, type, region))
                .defaultIfEmpty(
                        error(field, type == null ? "is no target of this client" : "is no credential of this client"));
    }

    private static Optional<FieldError> problem(Referred referred, String field, @Nullable String type, String region) {
        if (type != null && !type.equals(referred.type())) {
            return error(field, "must be a credential whose credentialType is " + type);
        }
        if (!referred.region().equals(region)) {
            return error(field, "lies in another region than the proxy");
        }
        return Optional.empty();
    }

    private static Optional<FieldError> error(String field, String message) {
        return Optional.of(new FieldError(List.of(field), message));
    }
}
