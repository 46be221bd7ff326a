package io.postern.admin.rule;

import io.postern.admin.http.ApiException;
import io.postern.admin.http.JsonDocuments;
import io.postern.admin.http.MessageAnswer;
import io.postern.admin.http.Page;
import io.postern.admin.http.Patch;
import io.postern.admin.identity.Requester;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
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

/** One controller at three places: the rules of a target, of a credential and of a proxy are the same resource. */
@RestController
@RequestMapping(
        path = "/api/clients/{clientId}/{parent:targets|credentials|proxies}/{resourceId}/rules",
        produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Rules", description = "What a call must look like to be allowed or denied")
class RuleController {

    private static final String PARENT = "What the rules are attached to: targets, credentials or proxies";

    private final RuleService rules;

    RuleController(RuleService rules) {
        this.rules = rules;
    }

    @GetMapping
    @Operation(summary = "List the rules of a target, a credential or a proxy", operationId = "listRules")
    Mono<RulesAnswer> list(
            Requester who,
            @PathVariable String clientId,
            @Parameter(description = PARENT) @PathVariable String parent,
            @PathVariable String resourceId,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return rules.list(who, mount(clientId, parent, resourceId), Page.of(limit, cursor))
                .map(RulesAnswer::page);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Create a rule", operationId = "createRule")
    @ApiResponse(responseCode = "201", description = "Created; Location has its path", useReturnTypeSchema = true)
    Mono<ResponseEntity<RulesAnswer>> create(
            Requester who,
            @PathVariable String clientId,
            @Parameter(description = PARENT) @PathVariable String parent,
            @PathVariable String resourceId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = RuleShape.class),
                                            examples = @ExampleObject("""
                    {"effect":"allow","priority":100,"methods":["GET"],
                     "path":{"template":"/v1/customers/{id}"},"notes":"Support reads customers"}""")))
                    @RequestBody
                    byte[] body) {
        return rules.create(who, mount(clientId, parent, resourceId), JsonDocuments.read(body))
                .map(rule -> ResponseEntity.created(URI.create("/api/clients/" + clientId + "/" + parent + "/"
                                + resourceId + "/rules/" + rule.get("ruleId").stringValue()))
                        .body(RulesAnswer.one(rule, "Rule created successfully")));
    }

    @GetMapping("/{ruleId}")
    @Operation(summary = "Get a rule", operationId = "getRule")
    Mono<RulesAnswer> get(
            Requester who,
            @PathVariable String clientId,
            @Parameter(description = PARENT) @PathVariable String parent,
            @PathVariable String resourceId,
            @PathVariable String ruleId) {
        return rules.get(who, mount(clientId, parent, resourceId), ruleId)
                .map(rule -> RulesAnswer.one(rule, "Success"));
    }

    @PutMapping(path = "/{ruleId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Change a rule",
            operationId = "updateRule",
            description = "A member that is sent replaces the whole member; null clears an optional one.")
    Mono<RulesAnswer> update(
            Requester who,
            @PathVariable String clientId,
            @Parameter(description = PARENT) @PathVariable String parent,
            @PathVariable String resourceId,
            @PathVariable String ruleId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = RuleShape.class),
                                            examples = @ExampleObject("{\"priority\":200}")))
                    @RequestBody
                    byte[] body) {
        return rules.update(who, mount(clientId, parent, resourceId), ruleId, new Patch(JsonDocuments.read(body)))
                .map(rule -> RulesAnswer.one(rule, "Rule updated successfully"));
    }

    @DeleteMapping("/{ruleId}")
    @Operation(summary = "Delete a rule", operationId = "deleteRule")
    Mono<MessageAnswer> delete(
            Requester who,
            @PathVariable String clientId,
            @Parameter(description = PARENT) @PathVariable String parent,
            @PathVariable String resourceId,
            @PathVariable String ruleId) {
        return rules.delete(who, mount(clientId, parent, resourceId), ruleId)
                .thenReturn(new MessageAnswer("Rule deleted successfully"));
    }

    private static RuleMount mount(String clientId, String parent, String resourceId) {
        return new RuleMount(clientId, RuleMount.kindOf(parent).orElseThrow(ApiException::notFound), resourceId);
    }
}
