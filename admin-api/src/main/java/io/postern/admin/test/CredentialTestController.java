package io.postern.admin.test;

import io.postern.admin.identity.Requester;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "Credentials")
class CredentialTestController {

    private final CredentialTestService tests;

    CredentialTestController(CredentialTestService tests) {
        this.tests = tests;
    }

    @PostMapping(
            path = "/api/clients/{clientId}/credentials/{credentialId}/test",
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Say whether a gateway can resolve a credential now",
            operationId = "testCredential",
            description =
                    "A gateway resolves it as for a call, and shows it to nobody. 200 says that the test was made;"
                            + " resolvable says how it ended. A body is not looked at.")
    Mono<CredentialTestsAnswer> test(Requester who, @PathVariable String clientId, @PathVariable String credentialId) {
        return tests.test(who, clientId, credentialId).map(test -> new CredentialTestsAnswer(List.of(test), "Success"));
    }
}
