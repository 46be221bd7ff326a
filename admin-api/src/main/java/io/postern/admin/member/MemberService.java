package io.postern.admin.member;

import io.postern.admin.audit.AuditLog;
import io.postern.admin.database.Transactions;
import io.postern.admin.http.ApiException;
import io.postern.admin.http.ErrorCode;
import io.postern.admin.http.Page;
import io.postern.admin.http.Patch;
import io.postern.admin.http.Timestamps;
import io.postern.admin.identity.Identity;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * Members: all see each other, owners write. One write after the other in a client, and what the requester may do is asked
 * again in its turn: two owners who remove each other at once leave one.
 */
@Service
class MemberService {

    private final Members members;
    private final MemberRepository rows;
    private final NewMembers newMembers;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Clock clock;

    MemberService(
            Members members,
            MemberRepository rows,
            NewMembers newMembers,
            Transactions transactions,
            AuditLog audit,
            Clock clock) {
        this.members = members;
        this.rows = rows;
        this.newMembers = newMembers;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param userToken the first token of a user who was made for it */
    record Added(MemberDocument member, Optional<String> userToken) {

        @Override
        public String toString() {
            return "Added[" + member.userId() + "]";
        }
    }

    Mono<Page.Slice<MemberDocument>> list(Requester who, String clientId, Page page) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(rows.list(clientId, page)))
                .map(slice -> slice.map(MemberDocument::of));
    }

    Mono<MemberDocument> get(Requester who, String clientId, String userId) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(rows.find(clientId, userId)))
                .map(MemberDocument::of)
                .switchIfEmpty(Mono.error(ApiException::notFound));
    }

    Mono<Added> add(Requester who, String clientId, ObjectNode document) {
        return members.require(who, clientId, Role.OWNER)
                .then(Mono.fromCallable(() -> MemberFields.readNew(document)))
                .flatMap(wanted ->
                        inTurn(who, clientId, Role.OWNER, Mono.defer(() -> add(who, clientId, wanted, document))));
    }

    private Mono<Added> add(Requester who, String clientId, MemberFields.New wanted, ObjectNode document) {
        Instant now = Timestamps.now(clock);
        List<String> names = new Patch(document).names(MemberFields.READ_ONLY_OF_POST);
        return newMembers
                .of(wanted, now)
                .flatMap(user -> rows.find(clientId, user.id())
                        .hasElement()
                        .flatMap(already -> already
                                ? Mono.error(new ApiException(ErrorCode.CONFLICT, "This user is a member already"))
                                : members.add(clientId, user.id(), wanted.roles(), now))
                        .then(audit.append(who, clientId, action("create", user.id(), names)))
                        .then(rows.find(clientId, user.id()))
                        .map(row -> new Added(MemberDocument.of(row), user.token())));
    }

    Mono<MemberDocument> update(Requester who, String clientId, String userId, Patch patch) {
        return members.require(who, clientId, Role.OWNER)
                .then(inTurn(
                        who, clientId, Role.OWNER, existing(clientId, userId).flatMap(row -> {
                            List<String> roles = MemberFields.readRoles(patch.applyTo(MemberFields.writable(row)));
                            List<String> names = patch.names(MemberFields.READ_ONLY_OF_PUT);
                            return keepAnOwner(row, roles)
                                    .then(rows.update(clientId, userId, roles, Timestamps.now(clock)))
                                    .then(audit.append(who, clientId, action("update", userId, names)))
                                    .then(rows.find(clientId, userId))
                                    .map(MemberDocument::of);
                        })));
    }

    /** Owners remove anybody, and everybody leaves who wants to. */
    Mono<Void> remove(Requester who, String clientId, String userId) {
        boolean leaves = who.identity() instanceof Identity.User && who.userId().equals(userId);
        Role needed = leaves ? Role.USER : Role.OWNER;
        return members.require(who, clientId, needed)
                .then(inTurn(
                        who,
                        clientId,
                        needed,
                        existing(clientId, userId)
                                .flatMap(row -> keepAnOwner(row, List.of())
                                        .then(rows.delete(clientId, userId))
                                        .then(audit.append(who, clientId, action("delete", userId, List.of()))))));
    }

    private <T> Mono<T> inTurn(Requester who, String clientId, Role role, Mono<T> work) {
        return transactions.write(rows.lock(clientId)
                .switchIfEmpty(Mono.error(ApiException::notFound))
                .then(members.require(who, clientId, role))
                .then(work));
    }

    private Mono<MemberRow> existing(String clientId, String userId) {
        return rows.find(clientId, userId).switchIfEmpty(Mono.error(ApiException::notFound));
    }

    private Mono<Void> keepAnOwner(MemberRow row, List<String> rolesAfter) {
        String owner = Role.OWNER.word();
        if (!row.roles().contains(owner) || rolesAfter.contains(owner)) {
            return Mono.empty();
        }
        return rows.otherOwners(row.clientId(), row.userId())
                .flatMap(others -> others == 0
                        ? Mono.error(new ApiException(ErrorCode.CONFLICT, "A client keeps at least one owner"))
                        : Mono.empty());
    }

    private static AuditLog.Action action(String verb, String userId, List<String> fields) {
        return new AuditLog.Action(verb, "member", userId, fields);
    }
}
