package io.postern.admin.test;

import io.postern.admin.http.JsonDocuments;
import io.postern.admin.identity.Requester;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "Targets")
class TargetTestController {

    private final TargetTestService tests;

    TargetTestController(TargetTestService tests) {
        this.tests = tests;
    }

    @PostMapping(
            path = "/api/clients/{clientId}/targets/{targetId}/test",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Call a target's test path with a credential",
            operationId = "testTarget",
            description = "A gateway makes the call. 200 says that the test was made; failedSide says how it ended.")
    Mono<TargetTestsAnswer> test(
            Requester who,
            @PathVariable String clientId,
            @PathVariable String targetId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = TargetTestRequest.class),
                                            examples =
                                                    @ExampleObject(
                                                            "{\"credentialId\":\"cred_01kamr3f2g4j6m8p0r2t4w6y8z\"}")))
                    @RequestBody
                    byte[] body) {
        return tests.test(who, clientId, targetId, JsonDocuments.read(body))
                .map(test -> new TargetTestsAnswer(List.of(test), "Success"));
    }
}
