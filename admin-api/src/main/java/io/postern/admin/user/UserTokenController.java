package io.postern.admin.user;

import io.postern.admin.http.JsonDocuments;
import io.postern.admin.http.MessageAnswer;
import io.postern.admin.http.Page;
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
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping(path = "/api/users/me/tokens", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Users", description = "Who one is, and one's tokens")
class UserTokenController {

    private final UserTokenService tokens;

    UserTokenController(UserTokenService tokens) {
        this.tokens = tokens;
    }

    @GetMapping
    @Operation(summary = "List one's user tokens", operationId = "listUserTokens")
    Mono<UserTokensAnswer> list(
            Requester who,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return tokens.list(who, Page.of(limit, cursor)).map(UserTokensAnswer::page);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Create a user token",
            operationId = "createUserToken",
            description = "userToken is in this answer and in no other.")
    @ApiResponse(responseCode = "201", description = "Created; Location has its path", useReturnTypeSchema = true)
    Mono<ResponseEntity<NewUserTokenAnswer>> create(
            Requester who,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = UserTokenRequest.class),
                                            examples = @ExampleObject("{\"userTokenName\":\"My laptop\"}")))
                    @RequestBody
                    byte[] body) {
        return tokens.create(who, JsonDocuments.read(body))
                .map(issued -> ResponseEntity.created(URI.create(
                                "/api/users/me/tokens/" + issued.row().tokenId()))
                        .body(NewUserTokenAnswer.of(issued)));
    }

    @GetMapping("/{userTokenId}")
    @Operation(summary = "Get one of one's user tokens", operationId = "getUserToken")
    Mono<UserTokensAnswer> get(Requester who, @PathVariable String userTokenId) {
        return tokens.get(who, userTokenId).map(token -> UserTokensAnswer.one(token, "Success"));
    }

    @DeleteMapping("/{userTokenId}")
    @Operation(
            summary = "Revoke one of one's user tokens",
            operationId = "deleteUserToken",
            description = "It is refused from the next request on.")
    Mono<MessageAnswer> delete(Requester who, @PathVariable String userTokenId) {
        return tokens.revoke(who, userTokenId).thenReturn(new MessageAnswer("User token deleted successfully"));
    }
}
