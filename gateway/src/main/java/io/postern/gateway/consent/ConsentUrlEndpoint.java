package io.postern.gateway.consent;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import reactor.core.publisher.Mono;

/** {@code POST /actuator/consenturls} on the management port, with a ticket of the admin API as the only argument. */
@Endpoint(id = "consenturls")
class ConsentUrlEndpoint {

    private final Consents consents;

    ConsentUrlEndpoint(Consents consents) {
        this.consents = consents;
    }

    @WriteOperation
    Mono<ConsentAnswer> url(String ticket) {
        return consents.url(ticket);
    }
}
