package io.postern.core.rule;

import java.util.List;

/**
 * What header fields or query parameters must be there: those whose name and value fit. In a rule that allows, every
 * field whose name may fit must have a fitting value, and one at least must be there; see {@link Presence}.
 */
public record FieldCondition(TextPattern name, TextPattern value, Presence presence) {

    boolean holds(RuleEffect effect, List<Field> fields) {
        return presence.holds(effect, () -> may(fields), () -> must(fields));
    }

    private boolean may(List<Field> fields) {
        for (Field field : fields) {
            if (field.name().may(name) && field.value().may(value)) {
                return true;
            }
        }
        return false;
    }

    private boolean must(List<Field> fields) {
        boolean found = false;
        for (Field field : fields) {
            if (field.name().may(name)) {
                if (!field.value().must(value)) {
                    return false;
                }
                found |= field.name().must(name);
            }
        }
        return found;
    }

    /** One header field or query parameter. */
    record Field(Readings name, Readings value) {}
}
