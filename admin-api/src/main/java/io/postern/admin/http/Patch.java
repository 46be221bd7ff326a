package io.postern.admin.http;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** A partial PUT: members that are sent replace those of the resource, others stay; null clears an optional one. */
public record Patch(ObjectNode members) {

    /** The resource's writable document after the patch, to be validated as a whole. */
    public ObjectNode applyTo(ObjectNode writable) {
        ObjectNode merged = writable.deepCopy();
        members.properties().forEach(member -> merged.set(member.getKey(), member.getValue()));
        return merged;
    }

    /** The names that were sent, for the audit; not their values. */
    public List<String> names(Set<String> ignored) {
        Set<String> names = new TreeSet<>(members.propertyNames());
        names.removeAll(ignored);
        return List.copyOf(names);
    }
}
