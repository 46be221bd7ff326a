package io.postern.gateway.targettest;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import reactor.core.publisher.Mono;

/** {@code POST /actuator/targettests} on the management port, with a ticket of the admin API as the only argument. */
@Endpoint(id = "targettests")
class TargetTestEndpoint {

    private final TargetTests tests;

    TargetTestEndpoint(TargetTests tests) {
        this.tests = tests;
    }

    /** Always 200: the answer says what became of the test, also where the ticket was none. */
    @WriteOperation
    Mono<TargetTestResult> test(String ticket) {
        return tests.test(ticket);
    }
}
