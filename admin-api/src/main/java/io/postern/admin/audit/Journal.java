package io.postern.admin.audit;

import io.postern.admin.change.ChangeLog;
import io.postern.admin.change.ChangeLog.Changed;
import io.postern.admin.identity.Requester;
import io.postern.core.change.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The two lines that every write leaves inside its transaction: one for the audit, one for the gateways. */
@Component
public class Journal {

    private final AuditLog audit;
    private final ChangeLog changes;

    Journal(AuditLog audit, ChangeLog changes) {
        this.audit = audit;
        this.changes = changes;
    }

    public Mono<Void> created(Requester who, String clientId, Changed what, List<String> fields) {
        return written(who, clientId, "create", what, fields);
    }

    public Mono<Void> updated(Requester who, String clientId, Changed what, List<String> fields) {
        return written(who, clientId, "update", what, fields);
    }

    /**
     * A resource was deleted.
     *
     * @param cascade what went with it: each gets a change of its own
     */
    public Mono<Void> deleted(Requester who, String clientId, Changed what, List<Changed> cascade) {
        List<Changed> all = new ArrayList<>(cascade);
        all.add(what);
        return audit.append(who, clientId, action("delete", what, List.of()))
                .then(changes.append(clientId, all))
                .then();
    }

    /** A rule was written: the audit names the rule, the change the resource that it is attached to. */
    public Mono<Void> rule(Requester who, String clientId, String verb, String ruleId, Changed attachedTo) {
        return audit.append(who, clientId, new AuditLog.Action(verb, ResourceKind.RULE.word(), ruleId, List.of()))
                .then(changes.append(clientId, List.of(attachedTo)))
                .then();
    }

    private Mono<Void> written(Requester who, String clientId, String verb, Changed what, List<String> fields) {
        return audit.append(who, clientId, action(verb, what, fields))
                .then(changes.append(clientId, List.of(what)))
                .then();
    }

    private static AuditLog.Action action(String verb, Changed what, List<String> fields) {
        return new AuditLog.Action(verb, what.kind().word(), what.resourceId(), fields);
    }
}
