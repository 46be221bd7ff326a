package io.postern.admin.credential;

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
@RequestMapping(path = "/api/clients/{clientId}/credentials", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Credentials", description = "What callers show to the gateway, and what the gateway shows to targets")
class CredentialController {

    private final CredentialService credentials;

    CredentialController(CredentialService credentials) {
        this.credentials = credentials;
    }

    @GetMapping
    @Operation(summary = "List the credentials of a client", operationId = "listCredentials")
    Mono<CredentialsAnswer> list(
            Requester who,
            @PathVariable String clientId,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return credentials.list(who, clientId, Page.of(limit, cursor)).map(CredentialsAnswer::page);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Create a credential", operationId = "createCredential")
    @ApiResponse(responseCode = "201", description = "Created; Location has its path", useReturnTypeSchema = true)
    Mono<ResponseEntity<CredentialsAnswer>> create(
            Requester who,
            @PathVariable String clientId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = CredentialRequest.class),
                                            examples = @ExampleObject("""
                    {"credentialType":"target","credentialAuthType":"bearer","credentialName":"Stripe key",
                     "credentialRegion":"us-east-1","credentialSecret":{"token":"sk_live_…"}}""")))
                    @RequestBody
                    byte[] body) {
        return credentials
                .create(who, clientId, JsonDocuments.read(body))
                .map(credential -> ResponseEntity.created(
                                URI.create("/api/clients/" + clientId + "/credentials/" + credential.credentialId()))
                        .body(CredentialsAnswer.one(credential, "Credential created successfully")));
    }

    @GetMapping("/{credentialId}")
    @Operation(summary = "Get a credential", operationId = "getCredential")
    Mono<CredentialsAnswer> get(Requester who, @PathVariable String clientId, @PathVariable String credentialId) {
        return credentials
                .get(who, clientId, credentialId)
                .map(credential -> CredentialsAnswer.one(credential, "Success"));
    }

    @PutMapping(path = "/{credentialId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Change a credential",
            operationId = "updateCredential",
            description = "Only the fields that are sent change; null sets an optional one back to its default.")
    Mono<CredentialsAnswer> update(
            Requester who,
            @PathVariable String clientId,
            @PathVariable String credentialId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = CredentialRequest.class),
                                            examples = @ExampleObject("""
                    {"credentialSecret":{"token":"sk_live_…"}}""")))
                    @RequestBody
                    byte[] body) {
        return credentials
                .update(who, clientId, credentialId, new Patch(JsonDocuments.read(body)))
                .map(credential -> CredentialsAnswer.one(credential, "Credential updated successfully"));
    }

    @DeleteMapping("/{credentialId}")
    @Operation(summary = "Delete a credential that no proxy uses", operationId = "deleteCredential")
    Mono<MessageAnswer> delete(Requester who, @PathVariable String clientId, @PathVariable String credentialId) {
        return credentials
                .delete(who, clientId, credentialId)
                .thenReturn(new MessageAnswer("Credential deleted successfully"));
    }
}
