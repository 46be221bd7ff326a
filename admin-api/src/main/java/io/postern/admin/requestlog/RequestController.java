package io.postern.admin.requestlog;

import io.postern.admin.identity.Requester;
import io.postern.core.request.EndedBy;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "Requests", description = "The calls of a client's proxies, some moments after they ended")
class RequestController {

    private final RequestService requests;

    RequestController(RequestService requests) {
        this.requests = requests;
    }

    @GetMapping(path = "/api/clients/{clientId}/requests", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "List the calls of a client, the newest first",
            operationId = "listRequests",
            description = "Metadata only: no header, no query, no body.")
    @Parameter(in = ParameterIn.QUERY, name = "requestId", description = "As in postern-request-id of an answer")
    @Parameter(in = ParameterIn.QUERY, name = "proxyId")
    @Parameter(in = ParameterIn.QUERY, name = "targetId")
    @Parameter(in = ParameterIn.QUERY, name = "region")
    @Parameter(in = ParameterIn.QUERY, name = "method")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "outcome",
            description = "answered, or who ended it",
            schema = @Schema(implementation = EndedBy.class))
    @Parameter(in = ParameterIn.QUERY, name = "code", description = "Of a refusal, or cancelled, or truncated")
    @Parameter(in = ParameterIn.QUERY, name = "status", description = "Such as 404, or a class such as 5xx")
    @Parameter(in = ParameterIn.QUERY, name = "from", description = "Calls that ended then or later, ISO 8601")
    @Parameter(in = ParameterIn.QUERY, name = "to", description = "Calls that ended before, ISO 8601")
    @Parameter(in = ParameterIn.QUERY, name = "limit", description = "1 to 1,000, and 1,000 where it is left out")
    @Parameter(in = ParameterIn.QUERY, name = "cursor", description = "The nextCursor of an earlier answer")
    Mono<RequestsAnswer> list(
            Requester who,
            @PathVariable String clientId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        return requests.list(who, clientId, RequestFilter.of(parameters));
    }
}
