package io.postern.admin.proxy;

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
@RequestMapping(path = "/api/clients/{clientId}/proxies", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Proxies", description = "One proxy credential, one target and one target credential under one URL")
class ProxyController {

    private final ProxyService proxies;

    ProxyController(ProxyService proxies) {
        this.proxies = proxies;
    }

    @GetMapping
    @Operation(summary = "List the proxies of a client", operationId = "listProxies")
    Mono<ProxiesAnswer> list(
            Requester who,
            @PathVariable String clientId,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return proxies.list(who, clientId, Page.of(limit, cursor)).map(ProxiesAnswer::page);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Create a proxy", operationId = "createProxy")
    @ApiResponse(responseCode = "201", description = "Created; Location has its path", useReturnTypeSchema = true)
    Mono<ResponseEntity<ProxiesAnswer>> create(
            Requester who,
            @PathVariable String clientId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ProxyRequest.class),
                                            examples = @ExampleObject("""
                    {"proxyName":"Billing","proxyRegion":"us-east-1",
                     "proxyProxyCredentialId":"cred_01kamr3c5d7f9h1k3n5q7s9v1x",
                     "proxyTargetId":"tgt_01kamr2xb0p6q3m8v4w7z9y1ka",
                     "proxyTargetCredentialId":"cred_01kamr3f2g4j6m8p0r2t4w6y8z"}""")))
                    @RequestBody
                    byte[] body) {
        return proxies.create(who, clientId, JsonDocuments.read(body))
                .map(proxy -> ResponseEntity.created(
                                URI.create("/api/clients/" + clientId + "/proxies/" + proxy.proxyId()))
                        .body(ProxiesAnswer.one(proxy, "Proxy created successfully")));
    }

    @GetMapping("/{proxyId}")
    @Operation(summary = "Get a proxy", operationId = "getProxy")
    Mono<ProxiesAnswer> get(Requester who, @PathVariable String clientId, @PathVariable String proxyId) {
        return proxies.get(who, clientId, proxyId).map(proxy -> ProxiesAnswer.one(proxy, "Success"));
    }

    @PutMapping(path = "/{proxyId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Change a proxy",
            operationId = "updateProxy",
            description = "Only the fields that are sent change; null sets an optional one back to its default.")
    Mono<ProxiesAnswer> update(
            Requester who,
            @PathVariable String clientId,
            @PathVariable String proxyId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ProxyRequest.class),
                                            examples = @ExampleObject("""
                    {"proxyActive":false}""")))
                    @RequestBody
                    byte[] body) {
        return proxies.update(who, clientId, proxyId, new Patch(JsonDocuments.read(body)))
                .map(proxy -> ProxiesAnswer.one(proxy, "Proxy updated successfully"));
    }

    @DeleteMapping("/{proxyId}")
    @Operation(summary = "Delete a proxy", operationId = "deleteProxy")
    Mono<MessageAnswer> delete(Requester who, @PathVariable String clientId, @PathVariable String proxyId) {
        return proxies.delete(who, clientId, proxyId).thenReturn(new MessageAnswer("Proxy deleted successfully"));
    }
}
