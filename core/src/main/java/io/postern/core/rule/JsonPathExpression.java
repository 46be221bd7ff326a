package io.postern.core.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path into a JSON document, in the part of RFC 9535 whose work can be bounded: members, indexes, wildcards and
 * descendants. Filters, scripts, functions, slices and lists of names are refused when it is read.
 */
public final class JsonPathExpression {

    /** Stands in a selection for everything beyond the bound, and may be anything. */
    static final Object TOO_MANY = new Object() {
        @Override
        public String toString() {
            return "too many values";
        }
    };

    /** A JSON null, since the selections are lists that have none. */
    static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private static final int MOST_NODES = 100_000;

    private final String text;
    private final List<Step> steps;

    JsonPathExpression(String text, List<Step> steps) {
        this.text = text;
        this.steps = List.copyOf(steps);
    }

    /**
     * Reads a path of at most 512 characters.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static JsonPathExpression parse(String text) {
        return new JsonPathReader(text).read();
    }

    /**
     * One step of a path.
     *
     * @param deep whether descendants are meant at any depth, or only children
     * @param name of a member; null for an index or a wildcard
     * @param index of an element, from the end where it is negative; null for a name or a wildcard
     */
    record Step(
            boolean deep, @Nullable String name, @Nullable Integer index) {}

    /**
     * What stands at the path.
     *
     * @param document a tree of maps, lists, text, numbers and booleans; null where there is no document
     * @param ignoreCase whether member names fit in any case, as some targets read them
     * @param work is told of every value that is visited
     */
    List<Object> select(@Nullable Object document, boolean ignoreCase, RuleWork work) {
        if (document == null) {
            return List.of();
        }
        Selection selection = new Selection(ignoreCase, work);
        List<Object> here = List.of(document);
        for (Step step : steps) {
            List<Object> next = new ArrayList<>();
            for (Object node : here) {
                if (step.deep()) {
                    for (Object descendant : selection.withDescendants(node)) {
                        selection.addChildren(next, descendant, step);
                    }
                } else {
                    selection.addChildren(next, node, step);
                }
            }
            here = next;
        }
        if (selection.visited > MOST_NODES) {
            List<Object> cut = new ArrayList<>(here);
            cut.add(TOO_MANY);
            return cut;
        }
        return here;
    }

    /** One walk over one document. */
    private static final class Selection {

        private final boolean ignoreCase;
        private final RuleWork work;
        private int visited;

        Selection(boolean ignoreCase, RuleWork work) {
            this.ignoreCase = ignoreCase;
            this.work = work;
        }

        List<Object> withDescendants(Object node) {
            List<Object> all = new ArrayList<>();
            all.add(node);
            for (int i = 0; i < all.size() && visited <= MOST_NODES; i++) {
                addAll(all, all.get(i));
            }
            return all;
        }

        void addChildren(List<Object> into, Object node, Step step) {
            String name = step.name();
            Integer index = step.index();
            if (name != null) {
                addMembers(into, node, name);
            } else if (index != null) {
                if (node instanceof List<?> list) {
                    int i = index < 0 ? list.size() + index : index;
                    if (i >= 0 && i < list.size()) {
                        add(into, list.get(i));
                    }
                }
            } else {
                addAll(into, node);
            }
        }

        private void addMembers(List<Object> into, Object node, String name) {
            if (!(node instanceof Map<?, ?> map)) {
                return;
            }
            if (!ignoreCase) {
                work.visit(1);
                if (map.containsKey(name)) {
                    add(into, map.get(name));
                }
                return;
            }
            work.visit(map.size());
            map.forEach((key, value) -> {
                if (name.equalsIgnoreCase(String.valueOf(key))) {
                    add(into, value);
                }
            });
        }

        private void addAll(List<Object> into, Object node) {
            if (node instanceof Map<?, ?> map) {
                work.visit(map.size());
                map.values().forEach(value -> add(into, value));
            } else if (node instanceof List<?> list) {
                work.visit(list.size());
                list.forEach(value -> add(into, value));
            }
        }

        private void add(List<Object> into, @Nullable Object value) {
            if (visited++ <= MOST_NODES) {
                into.add(value == null ? NULL : value);
            }
        }
    }

    public String text() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonPathExpression that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
