package io.postern.admin.client;

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
@RequestMapping(path = "/api/clients", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Clients", description = "The tenants that own everything else")
class ClientController {

    private final ClientService clients;

    ClientController(ClientService clients) {
        this.clients = clients;
    }

    @GetMapping
    @Operation(summary = "List the clients that the user is a member of", operationId = "listClients")
    Mono<ClientsAnswer> list(
            Requester who,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return clients.list(who, Page.of(limit, cursor)).map(ClientsAnswer::page);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Create a client", operationId = "createClient")
    @ApiResponse(responseCode = "201", description = "Created; Location has its path", useReturnTypeSchema = true)
    Mono<ResponseEntity<ClientsAnswer>> create(
            Requester who,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ClientRequest.class),
                                            examples = @ExampleObject("""
                    {"clientName":"Example Ltd"}""")))
                    @RequestBody
                    byte[] body) {
        return clients.create(who, JsonDocuments.read(body))
                .map(client -> ResponseEntity.created(URI.create("/api/clients/" + client.clientId()))
                        .body(ClientsAnswer.one(client, "Client created successfully")));
    }

    @GetMapping("/{clientId}")
    @Operation(summary = "Get a client", operationId = "getClient")
    Mono<ClientsAnswer> get(Requester who, @PathVariable String clientId) {
        return clients.get(who, clientId).map(client -> ClientsAnswer.one(client, "Success"));
    }

    @PutMapping(path = "/{clientId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Change a client",
            operationId = "updateClient",
            description = "Only the fields that are sent change; null sets an optional one back to its default.")
    Mono<ClientsAnswer> update(
            Requester who,
            @PathVariable String clientId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ClientRequest.class),
                                            examples = @ExampleObject("""
                    {"clientName":"Example Ltd (renamed)"}""")))
                    @RequestBody
                    byte[] body) {
        return clients.update(who, clientId, new Patch(JsonDocuments.read(body)))
                .map(client -> ClientsAnswer.one(client, "Client updated successfully"));
    }

    @DeleteMapping("/{clientId}")
    @Operation(summary = "Delete a client and everything it owns; for its owners", operationId = "deleteClient")
    Mono<MessageAnswer> delete(Requester who, @PathVariable String clientId) {
        return clients.delete(who, clientId).thenReturn(new MessageAnswer("Client deleted successfully"));
    }
}
