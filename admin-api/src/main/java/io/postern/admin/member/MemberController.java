package io.postern.admin.member;

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
@RequestMapping(path = "/api/clients/{clientId}/members", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Members", description = "Who may do what in a client")
class MemberController {

    private final MemberService members;

    MemberController(MemberService members) {
        this.members = members;
    }

    @GetMapping
    @Operation(summary = "List the members of a client", operationId = "listMembers")
    Mono<MembersAnswer> list(
            Requester who,
            @PathVariable String clientId,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return members.list(who, clientId, Page.of(limit, cursor)).map(MembersAnswer::page);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Add a member; for owners",
            operationId = "createMember",
            description = "A user who is there (userId), somebody of the configured issuer (subject), or a new user"
                    + " (userName), whose first userToken is in this answer and in no other.")
    @ApiResponse(responseCode = "201", description = "Created; Location has its path", useReturnTypeSchema = true)
    Mono<ResponseEntity<MembersAnswer>> create(
            Requester who,
            @PathVariable String clientId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = MemberRequest.class),
                                            examples = @ExampleObject("""
                    {"userName":"alice","roles":["admin"]}""")))
                    @RequestBody
                    byte[] body) {
        return members.add(who, clientId, JsonDocuments.read(body))
                .map(added -> ResponseEntity.created(URI.create("/api/clients/" + clientId + "/members/"
                                + added.member().userId()))
                        .body(MembersAnswer.added(added)));
    }

    @GetMapping("/{userId}")
    @Operation(summary = "Get a member", operationId = "getMember")
    Mono<MembersAnswer> get(Requester who, @PathVariable String clientId, @PathVariable String userId) {
        return members.get(who, clientId, userId).map(member -> MembersAnswer.one(member, "Success"));
    }

    @PutMapping(path = "/{userId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Change a member's roles; for owners",
            operationId = "updateMember",
            description = "409 where it would leave the client without an owner.")
    Mono<MembersAnswer> update(
            Requester who,
            @PathVariable String clientId,
            @PathVariable String userId,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = MemberRolesRequest.class),
                                            examples = @ExampleObject("{\"roles\":[\"user\"]}")))
                    @RequestBody
                    byte[] body) {
        return members.update(who, clientId, userId, new Patch(JsonDocuments.read(body)))
                .map(member -> MembersAnswer.one(member, "Member updated successfully"));
    }

    @DeleteMapping("/{userId}")
    @Operation(
            summary = "Remove a member; for owners, and for the member itself",
            operationId = "deleteMember",
            description = "409 where it would leave the client without an owner. The user remains.")
    Mono<MessageAnswer> delete(Requester who, @PathVariable String clientId, @PathVariable String userId) {
        return members.remove(who, clientId, userId).thenReturn(new MessageAnswer("Member deleted successfully"));
    }
}
