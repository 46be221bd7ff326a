package io.postern.gateway.plan;

import io.postern.core.change.ResourceKind;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the change log has from a position on.
 *
 * @param rows in the order of their revisions; where the place was kept, the position's own row is the first
 */
record Changes(Position from, List<Row> rows) {

    /** @param kind the word as it stands in the log: a later version may write kinds that this one does not know */
    record Row(Position position, String kind, String resourceId) {}

    Changes {
        rows = List.copyOf(rows);
    }

    /**
     * Whether the rows go on exactly where the position was. If its own row is gone, then the log was pruned past it or
     * the database is another one, and nobody can say what was missed. Numbers are no evidence: a write that was rolled
     * back leaves a gap.
     */
    boolean continuous() {
        return from.equals(Position.NONE)
                ? rows.isEmpty()
                : !rows.isEmpty() && rows.get(0).position().equals(from);
    }

    /** The position after these rows. */
    Position end() {
        return rows.isEmpty() ? from : rows.get(rows.size() - 1).position();
    }

    /** How many rows came after the position. */
    int size() {
        return Math.max(0, rows.size() - 1);
    }

    /** When the oldest row after the position was written. */
    Instant oldest() {
        return rows.get(Math.min(1, rows.size() - 1)).position().changedAt();
    }

    /** What the rows after the position are about, each id once. */
    Touched touched() {
        Touched touched = new Touched(new HashSet<>(), new HashSet<>(), new HashSet<>());
        for (Row row : rows.subList(Math.min(1, rows.size()), rows.size())) {
            if (row.kind().equals(ResourceKind.PROXY.word())) {
                touched.proxies().add(row.resourceId());
            } else if (row.kind().equals(ResourceKind.TARGET.word())) {
                touched.targets().add(row.resourceId());
            } else if (row.kind().equals(ResourceKind.CREDENTIAL.word())) {
                touched.credentials().add(row.resourceId());
            }
            // A client's own row says nothing about plans; a rule's change is written as that of its owner.
        }
        return touched;
    }

    /** Ids of changed resources. A deleted one is among them as well. */
    record Touched(Set<String> proxies, Set<String> targets, Set<String> credentials) {

        boolean isEmpty() {
            return proxies.isEmpty() && targets.isEmpty() && credentials.isEmpty();
        }
    }
}
