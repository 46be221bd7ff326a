package io.postern.admin.member;

import io.postern.admin.identity.Users;
import io.postern.admin.user.UserTokens;
import io.postern.core.field.InvalidFieldsException;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds whom a new member's document names, or makes who is not there yet. */
@Component
class NewMembers {

    private static final String FIRST_TOKEN = "first";

    private final Users users;
    private final UserTokens tokens;

    NewMembers(Users users, UserTokens tokens) {
        this.users = users;
        this.tokens = tokens;
    }

    /** @param token the first token of a user who was made */
    record User(String id, Optional<String> token) {

        @Override
        public String toString() {
            return "User[" + id + "]";
        }
    }

    /**
     * The user, inside the transaction of the caller.
     *
     * @throws InvalidFieldsException where there is none
     */
    Mono<User> of(MemberFields.New wanted, Instant now) {
        return switch (wanted.by()) {
            case USER_ID -> existing(wanted.value());
            case SUBJECT -> ofIssuer(wanted.value());
            case USER_NAME -> made(wanted.value(), now);
        };
    }

    private Mono<User> existing(String userId) {
        return users.exists(userId)
                .flatMap(there -> there
                        ? Mono.just(new User(userId, Optional.empty()))
                        : Mono.error(InvalidFieldsException.of("is no user", "userId")));
    }

    private Mono<User> ofIssuer(String subject) {
        return users.haveAnIssuer()
                ? users.ofSubject(subject).map(id -> new User(id, Optional.empty()))
                : Mono.error(InvalidFieldsException.of("needs an issuer, postern.admin.oidc", "subject"));
    }

    private Mono<User> made(String userName, Instant now) {
        return users.make(userName)
                .flatMap(id -> tokens.issue(id, FIRST_TOKEN, null, now)
                        .map(issued -> new User(id, Optional.of(issued.text()))));
    }
}
