package io.postern.gateway.credentialtest;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import reactor.core.publisher.Mono;

/** {@code POST /actuator/credentialtests} on the management port, with a ticket of the admin API as the only argument. */
@Endpoint(id = "credentialtests")
class CredentialTestEndpoint {

    private final CredentialTests tests;

    CredentialTestEndpoint(CredentialTests tests) {
        this.tests = tests;
    }

    /** Always 200: the answer says what became of the test, also where the ticket was none. */
    @WriteOperation
    Mono<CredentialTestResult> test(String ticket) {
        return tests.test(ticket);
    }
}
