package io.postern.admin.apiclient;

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
@RequestMapping(path = "/api/clients/{clientId}/api-clients", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "API clients", description = "The programs that call this API with a key pair")
class ApiClientController {

    private final ApiClientService apiClients;

    ApiClientController(ApiClientService apiClients) {
        this.apiClients = apiClients;
    }

    @GetMapping
    @Operation(summary = "List the API clients of a client", operationId = "listApiClients")
    Mono<ApiClientsAnswer> list(
            Requester who,
            @PathVariable String clientId,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return apiClients.list(who, clientId, Page.of(limit, cursor)).map(ApiClientsAnswer::page);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Create an API client; for owners",
            operationId = "createApiClient",
            description = "api_key and api_secret are in this answer and in no other.")
    @ApiResponse(responseCode = "201", description = "Created; Location has its path", useReturnTypeSchema = true)
    Mono<ResponseEntity<ApiKeyPairAnswer>> create(
            Requester who,
            @PathVariable String clientId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ApiClientRequest.class),
                                            examples = @ExampleObject("""
                    {"apiClientName":"Deploy pipeline","apiClientRoles":["admin"]}""")))
                    @RequestBody
                    byte[] body) {
        return apiClients
                .create(who, clientId, JsonDocuments.read(body))
                .map(made -> ResponseEntity.created(URI.create("/api/clients/" + clientId + "/api-clients/"
                                + made.apiClient().apiClientId()))
                        .body(ApiKeyPairAnswer.of(made, "API client created successfully")));
    }

    @GetMapping("/{apiClientId}")
    @Operation(summary = "Get an API client", operationId = "getApiClient")
    Mono<ApiClientsAnswer> get(Requester who, @PathVariable String clientId, @PathVariable String apiClientId) {
        return apiClients.get(who, clientId, apiClientId).map(one -> ApiClientsAnswer.one(one, "Success"));
    }

    @PutMapping(path = "/{apiClientId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Change an API client; for owners",
            operationId = "updateApiClient",
            description = "Only the fields that are sent change; null sets an optional one back to its default.")
    Mono<ApiClientsAnswer> update(
            Requester who,
            @PathVariable String clientId,
            @PathVariable String apiClientId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ApiClientRequest.class),
                                            examples = @ExampleObject("{\"apiClientActive\":false}")))
                    @RequestBody
                    byte[] body) {
        return apiClients
                .update(who, clientId, apiClientId, new Patch(JsonDocuments.read(body)))
                .map(one -> ApiClientsAnswer.one(one, "API client updated successfully"));
    }

    @PostMapping(path = "/{apiClientId}/rotate", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Make a new key pair of an API client; for owners",
            operationId = "rotateApiClient",
            description =
                    "The pair before and its tokens end at once, or after the grace that is asked for. api_key and"
                            + " api_secret are in this answer and in no other.")
    Mono<ApiKeyPairAnswer> rotate(
            Requester who,
            @PathVariable String clientId,
            @PathVariable String apiClientId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ApiClientRotationRequest.class),
                                            examples = @ExampleObject("{\"apiClientRotationGraceSeconds\":3600}")))
                    @RequestBody
                    byte[] body) {
        return apiClients
                .rotate(who, clientId, apiClientId, JsonDocuments.read(body))
                .map(made -> ApiKeyPairAnswer.of(made, "API client rotated successfully"));
    }

    @DeleteMapping("/{apiClientId}")
    @Operation(
            summary = "Delete an API client; for owners",
            operationId = "deleteApiClient",
            description = "Its pair and its tokens are refused from the next request on.")
    Mono<MessageAnswer> delete(Requester who, @PathVariable String clientId, @PathVariable String apiClientId) {
        return apiClients
                .delete(who, clientId, apiClientId)
                .thenReturn(new MessageAnswer("API client deleted successfully"));
    }
}
