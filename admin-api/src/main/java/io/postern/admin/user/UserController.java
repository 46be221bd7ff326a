package io.postern.admin.user;

import io.postern.admin.http.ApiException;
import io.postern.admin.identity.Requester;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "Users")
class UserController {

    private final UserService users;

    UserController(UserService users) {
        this.users = users;
    }

    @GetMapping(path = "/api/users/me", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Say who asks, and with which roles where", operationId = "getMe")
    Mono<UsersAnswer> me(Requester who) {
        return users.me(who)
                // Gone since the request was let in.
                .switchIfEmpty(Mono.error(ApiException::notFound))
                .map(me -> new UsersAnswer(List.of(me), "Success"));
    }
}
