package io.postern.admin.rule;

import io.postern.admin.audit.Journal;
import io.postern.admin.database.Transactions;
import io.postern.admin.http.ApiException;
import io.postern.admin.http.ErrorCode;
import io.postern.admin.http.Page;
import io.postern.admin.http.Patch;
import io.postern.admin.http.Timestamps;
import io.postern.admin.id.ResourceId;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import io.postern.core.change.ResourceKind;
import io.postern.core.rule.RuleSet;
import io.r2dbc.postgresql.codec.Json;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a target, a credential or a proxy. A change of a rule is a change of what it is attached to. */
@Service
class RuleService {

    private final Members members;
    private final RuleRepository rules;
    private final Transactions transactions;
    private final Journal journal;
    private final Clock clock;

    RuleService(Members members, RuleRepository rules, Transactions transactions, Journal journal, Clock clock) {
        this.members = members;
        this.rules = rules;
        this.transactions = transactions;
        this.journal = journal;
        this.clock = clock;
    }

    Mono<Page.Slice<ObjectNode>> list(Requester who, RuleMount mount, Page page) {
        return members.require(who, mount.clientId(), Role.USER)
                .then(transactions.read(rules.mount(mount)
                        .switchIfEmpty(Mono.error(ApiException::notFound))
                        .then(rules.list(mount, page))))
                .map(slice -> slice.map(RuleDefinition::answer));
    }

    Mono<ObjectNode> get(Requester who, RuleMount mount, String ruleId) {
        return members.require(who, mount.clientId(), Role.USER)
                .then(transactions.read(rules.rows().find(mount.clientId(), ruleId)))
                .filter(row -> row.isAttachedTo(mount))
                .map(RuleDefinition::answer)
                .switchIfEmpty(Mono.error(ApiException::notFound));
    }

    Mono<ObjectNode> create(Requester who, RuleMount mount, ObjectNode document) {
        String id = ResourceId.next("rule_");
        return members.require(who, mount.clientId(), Role.ADMIN)
                .then(Mono.fromCallable(() -> row(mount, id, who, RuleDefinition.read(id, document))))
                .flatMap(row -> transactions.write(rules.lockMount(mount)
                        .switchIfEmpty(Mono.error(ApiException::notFound))
                        .then(rules.count(mount))
                        .flatMap(RuleService::refuseFull)
                        .then(rules.rows().insert(row))
                        .then(journal.rule(who, mount.clientId(), "create", id, mount.change()))
                        .thenReturn(RuleDefinition.answer(row))));
    }

    Mono<ObjectNode> update(Requester who, RuleMount mount, String ruleId, Patch patch) {
        return members.require(who, mount.clientId(), Role.ADMIN)
                .then(transactions.write(lock(mount, ruleId).flatMap(row -> {
                    RuleRow updated = new RuleRow(
                            ruleId,
                            row.clientId(),
                            row.targetId(),
                            row.credentialId(),
                            row.proxyId(),
                            RuleDefinition.patched(row, patch),
                            row.userId(),
                            row.createdAt(),
                            Timestamps.now(clock));
                    return rules.rows()
                            .update(updated)
                            .then(journal.rule(who, mount.clientId(), "update", ruleId, mount.change()))
                            .thenReturn(RuleDefinition.answer(updated));
                })));
    }

    Mono<Void> delete(Requester who, RuleMount mount, String ruleId) {
        return members.require(who, mount.clientId(), Role.ADMIN)
                .then(transactions.write(lock(mount, ruleId)
                        .then(rules.rows().delete(mount.clientId(), ruleId))
                        .then(journal.rule(who, mount.clientId(), "delete", ruleId, mount.change()))));
    }

    private Mono<RuleRow> lock(RuleMount mount, String ruleId) {
        return rules.rows()
                .lock(mount.clientId(), ruleId)
                .filter(row -> row.isAttachedTo(mount))
                .switchIfEmpty(Mono.error(ApiException::notFound));
    }

    private static Mono<Void> refuseFull(long count) {
        return count < RuleSet.MOST_RULES
                ? Mono.empty()
                : Mono.error(new ApiException(
                        ErrorCode.CONFLICT, "There are " + RuleSet.MOST_RULES + " rules here already"));
    }

    private RuleRow row(RuleMount mount, String id, Requester who, Json definition) {
        Instant now = Timestamps.now(clock);
        return new RuleRow(
                id,
                mount.clientId(),
                mount.kind() == ResourceKind.TARGET ? mount.resourceId() : null,
                mount.kind() == ResourceKind.CREDENTIAL ? mount.resourceId() : null,
                mount.kind() == ResourceKind.PROXY ? mount.resourceId() : null,
                definition,
                who.userId(),
                now,
                now);
    }
}
