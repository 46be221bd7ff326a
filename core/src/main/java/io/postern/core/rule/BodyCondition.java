package io.postern.core.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON body must have at a path. Text, numbers and {@code true}, {@code false}, {@code null} are searched as text;
 * objects and arrays as JSON without spaces. In a rule that denies, member names fit in any case, and single elements of
 * an array count too; in a rule that allows, everything at the path must fit; see {@link Presence}.
 */
public record BodyCondition(JsonPathExpression jsonPath, TextPattern value, Presence presence) {

    boolean holds(RuleEffect effect, @Nullable Object jsonBody, RuleWork work) {
        return presence.holds(effect, () -> may(jsonBody, work), () -> must(jsonBody, work));
    }

    private boolean may(@Nullable Object jsonBody, RuleWork work) {
        List<Object> found = jsonPath.select(jsonBody, true, work);
        if (value.isAnything()) {
            return !found.isEmpty();
        }
        for (Object each : found) {
            if (read(each, work).may(value, work)) {
                return true;
            }
        }
        return false;
    }

    private boolean must(@Nullable Object jsonBody, RuleWork work) {
        if (jsonPath.select(jsonBody, false, work).isEmpty()) {
            return false;
        }
        if (value.isAnything()) {
            return true;
        }
        for (Object each : jsonPath.select(jsonBody, true, work)) {
            if (!read(each, work).must(value, work)) {
                return false;
            }
        }
        return true;
    }

    /** One at a time: each object that contains another is as long as that, and more. */
    private static Readings read(Object found, RuleWork work) {
        if (found == JsonPathExpression.TOO_MANY) {
            return Readings.UNREADABLE;
        }
        Readings readings = Readings.ofValue(found);
        work.write(readings.length());
        return readings;
    }
}
