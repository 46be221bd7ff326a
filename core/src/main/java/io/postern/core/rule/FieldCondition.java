package io.postern.core.rule;

import java.util.List;

/**
 * What header fields or query parameters must be there: those whose name and value fit. In a rule that allows, every
 * field whose name may fit must have a fitting value, and one at least must be there; see {@link Presence}.
 */
public record FieldCondition(TextPattern name, TextPattern value, Presence presence) {

    boolean holds(RuleEffect effect, Fields fields) {
        return presence.holds(effect, () -> may(fields), () -> must(fields));
    }

    private boolean may(Fields fields) {
        TextPattern careless = name.inAnyCase();
        for (Field field : fields.thatMayBeNamed(careless)) {
            if (field.name().may(careless, fields.work) && field.value().may(value, fields.work)) {
                return true;
            }
        }
        return false;
    }

    private boolean must(Fields fields) {
        boolean found = false;
        TextPattern careless = name.inAnyCase();
        for (Field field : fields.thatMayBeNamed(careless)) {
            if (field.name().may(careless, fields.work)) {
                if (!field.value().must(value, fields.work)) {
                    return false;
                }
                found |= field.name().must(name, fields.work);
            }
        }
        return found;
    }

    /** One header field or query parameter. */
    record Field(Readings name, Readings value) {}

    /** All of one kind, and their names in one text, in which a name that is nowhere is missed at once. */
    static final class Fields {

        private final List<Field> all;
        private final String names;
        private final boolean readable;
        private final RuleWork work;

        /** @param work of the evaluation that they are looked at in */
        Fields(List<Field> all, RuleWork work) {
            this.all = all;
            this.work = work;
            StringBuilder lines = new StringBuilder(16 * all.size()).append('\n');
            for (Field field : all) {
                for (String name : field.name().possible()) {
                    lines.append(name).append('\n');
                }
            }
            names = lines.toString();
            readable = all.stream().allMatch(field -> field.name().readable());
        }

        /** All of them, or none where none can have such a name. */
        private List<Field> thatMayBeNamed(TextPattern name) {
            return !readable || name.mayBeInAnyLine(names) ? all : List.of();
        }
    }
}
