package io.postern.admin.accesstoken;

import io.postern.admin.http.ApiException;
import io.postern.admin.http.ErrorCode;
import io.postern.admin.http.JsonDocuments;
import io.postern.admin.http.RequestIdFilter;
import io.postern.admin.identity.ApiKeys;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.ByteArrayOutputStream;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The one way in without a token: anybody may try, so what is read of anybody is little. */
@RestController
@Tag(name = "API clients")
class AccessTokenController {

    private static final int LARGEST_BODY = 4096;

    private final AccessTokens tokens;

    AccessTokenController(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @PostMapping(
            path = "/api/auth/token",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Exchange an API client's key pair for a token",
            operationId = "createAccessToken",
            description = "The token is shown as Authorization: Bearer, and ends with its API client or its pair.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = AccessTokenRequest.class),
                                            examples = @ExampleObject("""
                    {"api_key":"postern_key_…","api_secret":"postern_secret_…"}"""))))
    @SecurityRequirements
    Mono<AccessTokenAnswer> create(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        if (headers.containsHeader(HttpHeaders.AUTHORIZATION) || headers.containsHeader(ApiKeys.HEADER)) {
            return Mono.error(() ->
                    new ApiException(ErrorCode.UNAUTHENTICATED, "The pair in the body must be the only credential"));
        }
        return body(exchange)
                .map(body -> AccessTokenRequest.read(JsonDocuments.read(body)))
                .flatMap(tokens::issue)
                .doOnNext(issued -> RequestIdFilter.ofUser(exchange, issued.apiClientId()))
                .map(AccessTokenAnswer::of);
    }

    /**
     * Octets, and no buffers: of a call whose answer is written in the same chain, Spring would release each buffer twice that the
     * limit makes to be dropped, and with it what is somebody else's by then.
     */
    private static Mono<byte[]> body(ServerWebExchange exchange) {
        return exchange.getRequest()
                .getBody()
                .map(AccessTokenController::octets)
                .collect(ByteArrayOutputStream::new, AccessTokenController::add)
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static byte[] octets(DataBuffer buffer) {
        byte[] octets = new byte[buffer.readableByteCount()];
        buffer.read(octets);
        DataBufferUtils.release(buffer);
        return octets;
    }

    private static void add(ByteArrayOutputStream body, byte[] octets) {
        if (octets.length > LARGEST_BODY - body.size()) {
            throw new ApiException(ErrorCode.BODY_TOO_LARGE, "The body is larger than " + LARGEST_BODY + " octets");
        }
        body.writeBytes(octets);
    }
}
