package io.postern.gateway.consent;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import reactor.core.publisher.Mono;

/** {@code POST /actuator/consents} on the management port, with a ticket of the admin API as the only argument. */
@Endpoint(id = "consents")
class ConsentEndpoint {

    private final Consents consents;

    ConsentEndpoint(Consents consents) {
        this.consents = consents;
    }

    @WriteOperation
    Mono<ConsentAnswer> finish(String ticket) {
        return consents.finish(ticket);
    }
}
