package io.postern.admin.user;

import io.postern.admin.audit.AuditLog;
import io.postern.admin.database.Transactions;
import io.postern.admin.http.ApiException;
import io.postern.admin.http.ErrorCode;
import io.postern.admin.http.Page;
import io.postern.admin.http.Patch;
import io.postern.admin.http.Timestamps;
import io.postern.admin.identity.Identity;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Users;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** One's own user tokens; nobody sees another's. */
@Service
class UserTokenService {

    /** Of one user, at a time. */
    private static final int MOST = 100;

    private final UserTokens tokens;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Clock clock;

    UserTokenService(UserTokens tokens, Transactions transactions, AuditLog audit, Clock clock) {
        this.tokens = tokens;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    Mono<Page.Slice<UserTokenDocument>> list(Requester who, Page page) {
        return Mono.fromCallable(who::requireUser)
                .flatMap(user -> transactions.read(tokens.list(user.id(), page)))
                .map(slice -> slice.map(UserTokenDocument::of));
    }

    Mono<UserTokenDocument> get(Requester who, String tokenId) {
        return Mono.fromCallable(who::requireUser)
                .flatMap(user -> transactions.read(tokens.find(user.id(), tokenId)))
                .map(UserTokenDocument::of)
                .switchIfEmpty(Mono.error(ApiException::notFound));
    }

    Mono<UserTokens.Issued> create(Requester who, ObjectNode document) {
        return Mono.fromCallable(who::requireUser).flatMap(user -> {
            Instant now = Timestamps.now(clock);
            UserTokenFields fields = UserTokenFields.read(document, user, now);
            return transactions.write(tokens.lock(user.id())
                    .then(tokens.count(user.id(), now))
                    .flatMap(count -> count >= MOST
                            ? Mono.error(new ApiException(
                                    ErrorCode.CONFLICT, "A user has at most " + MOST + " tokens; revoke one"))
                            : tokens.issue(user.id(), fields.name(), fields.expiresAt(), now))
                    .delayUntil(issued -> audit.append(
                            who,
                            null,
                            action(
                                    "create",
                                    issued.row().tokenId(),
                                    new Patch(document).names(UserTokenFields.READ_ONLY)))));
        });
    }

    /** From the next request on it is refused. */
    Mono<Void> revoke(Requester who, String tokenId) {
        return Mono.fromCallable(who::requireUser)
                .flatMap(user -> transactions.write(tokens.find(user.id(), tokenId)
                        .switchIfEmpty(Mono.error(ApiException::notFound))
                        .flatMap(row -> isFromSettings(user, row)
                                ? Mono.error(new ApiException(
                                        ErrorCode.CONFLICT,
                                        "This token comes from the settings, postern.admin.bootstrap: change it there"))
                                : tokens.delete(user.id(), tokenId))
                        .flatMap(gone -> gone == 0
                                ? Mono.error(ApiException.notFound())
                                : audit.append(who, null, action("delete", tokenId, List.of())))));
    }

    private static boolean isFromSettings(Identity.User user, UserTokenRow row) {
        return user.id().equals(Users.BOOTSTRAP_USER) && row.name().equals(Users.BOOTSTRAP_TOKEN);
    }

    private static AuditLog.Action action(String verb, String tokenId, List<String> fields) {
        return new AuditLog.Action(verb, "user_token", tokenId, fields);
    }
}
