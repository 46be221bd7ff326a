package io.postern.admin.consent;

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
class ConsentController {

    private final ConsentService consents;

    ConsentController(ConsentService consents) {
        this.consents = consents;
    }

    @PostMapping(
            path = "/api/clients/{clientId}/credentials/{credentialId}/authorize",
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Ask a person's consent for a credential of the grant authorization_code",
            operationId = "authorizeCredential",
            description = "Answers the URL that the person opens in a browser. A body is not looked at.")
    Mono<ConsentsAnswer> authorize(Requester who, @PathVariable String clientId, @PathVariable String credentialId) {
        return consents.ask(who, clientId, credentialId)
                .map(consent -> new ConsentsAnswer(List.of(consent), "Success"));
    }
}
