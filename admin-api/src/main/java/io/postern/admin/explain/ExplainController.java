package io.postern.admin.explain;

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
@Tag(name = "Proxies")
class ExplainController {

    private final ExplainService explanations;

    ExplainController(ExplainService explanations) {
        this.explanations = explanations;
    }

    @PostMapping(
            path = "/api/clients/{clientId}/proxies/{proxyId}/explain",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Say what the rules of a proxy decide about a request",
            operationId = "explainProxy",
            description = "Nothing is sent anywhere.")
    Mono<ExplanationsAnswer> explain(
            Requester who,
            @PathVariable String clientId,
            @PathVariable String proxyId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ExplainRequest.class),
                                            examples =
                                                    @ExampleObject(
                                                            "{\"method\":\"GET\",\"path\":\"/v1/customers/42\",\"query\":\"limit=10\"}")))
                    @RequestBody
                    byte[] body) {
        return explanations
                .explain(who, clientId, proxyId, JsonDocuments.read(body))
                .map(explanation -> new ExplanationsAnswer(List.of(explanation), "Success"));
    }
}
