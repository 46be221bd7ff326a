package io.postern.admin.target;

import io.postern.admin.http.JsonDocuments;
import io.postern.admin.http.MessageAnswer;
import io.postern.admin.http.Page;
import io.postern.admin.http.Patch;
import io.postern.admin.identity.Requester;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping(path = "/api/clients/{clientId}/targets", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Targets", description = "The third-party APIs that proxies lead to")
class TargetController {

    private final TargetService targets;

    TargetController(TargetService targets) {
        this.targets = targets;
    }

    @GetMapping
    @Operation(summary = "List the targets of a client", operationId = "listTargets")
    Mono<TargetsAnswer> list(
            Requester who,
            @PathVariable String clientId,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return targets.list(who, clientId, Page.of(limit, cursor)).map(TargetsAnswer::page);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Create a target", operationId = "createTarget")
    @ApiResponse(responseCode = "201", description = "Created; Location has its path", useReturnTypeSchema = true)
    Mono<ResponseEntity<TargetsAnswer>> create(
            Requester who,
            @PathVariable String clientId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = TargetRequest.class),
                                            examples = @ExampleObject("""
                    {"targetName":"Stripe API","targetRegion":"us-east-1",
                     "targetBaseURL":"https://api.stripe.com","targetTestPath":"/v1/customers",
                     "targetDefaultRuleEffect":"allow"}""")))
                    @RequestBody
                    byte[] body) {
        return targets.create(who, clientId, JsonDocuments.read(body))
                .map(target -> ResponseEntity.created(
                                URI.create("/api/clients/" + clientId + "/targets/" + target.targetId()))
                        .body(TargetsAnswer.one(target, "Target created successfully")));
    }

    @GetMapping("/{targetId}")
    @Operation(summary = "Get a target", operationId = "getTarget")
    Mono<TargetsAnswer> get(Requester who, @PathVariable String clientId, @PathVariable String targetId) {
        return targets.get(who, clientId, targetId).map(target -> TargetsAnswer.one(target, "Success"));
    }

    @PutMapping(path = "/{targetId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Change a target",
            operationId = "updateTarget",
            description = "Only the fields that are sent change; null sets an optional one back to its default.")
    Mono<TargetsAnswer> update(
            Requester who,
            @PathVariable String clientId,
            @PathVariable String targetId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = TargetRequest.class),
                                            examples = @ExampleObject("""
                    {"targetName":"Stripe API (Updated)","targetBaseURL":"https://api.stripe.com/v2"}""")))
                    @RequestBody
                    byte[] body) {
        return targets.update(who, clientId, targetId, new Patch(JsonDocuments.read(body)))
                .map(target -> TargetsAnswer.one(target, "Target updated successfully"));
    }

    @DeleteMapping("/{targetId}")
    @Operation(summary = "Delete a target and every proxy that uses it", operationId = "deleteTarget")
    Mono<MessageAnswer> delete(Requester who, @PathVariable String clientId, @PathVariable String targetId) {
        return targets.delete(who, clientId, targetId).thenReturn(new MessageAnswer("Target deleted successfully"));
    }
}
