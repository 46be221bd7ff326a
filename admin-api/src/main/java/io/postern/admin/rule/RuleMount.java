package io.postern.admin.rule;

import io.postern.admin.change.ChangeLog.Changed;
import io.postern.core.change.ResourceKind;
import java.util.Map;
import java.util.Optional;

/**
 * What rules are attached to.
 *
 * @param kind a target, a credential or a proxy
 */
record RuleMount(String clientId, ResourceKind kind, String resourceId) {

    private static final Map<String, ResourceKind> BY_SEGMENT = Map.of(
            "targets", ResourceKind.TARGET,
            "credentials", ResourceKind.CREDENTIAL,
            "proxies", ResourceKind.PROXY);

    RuleMount {
        if (!BY_SEGMENT.containsValue(kind)) {
            throw new IllegalArgumentException("no rules are attached to a " + kind.word());
        }
    }

    /** The kind behind a path's segment: {@code targets}, {@code credentials} or {@code proxies}. */
    static Optional<ResourceKind> kindOf(String segment) {
        return Optional.ofNullable(BY_SEGMENT.get(segment));
    }

    /** The table of the resource, and the stem of its id's column. */
    String table() {
        return kind.word();
    }

    /** The column that names the resource, in its own table and in the rules'. */
    String idColumn() {
        return kind.word() + "_id";
    }

    Changed change() {
        return new Changed(kind, resourceId);
    }
}
