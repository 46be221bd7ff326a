package io.postern.core.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON body must have at a path. Text, numbers and {@code true}, {@code false}, {@code null} are searched as text;
 * objects and arrays as JSON without spaces. In a rule that denies, member names fit in any case, and single elements of
 * an array count too; in a rule that allows, everything at the path must fit; see {@link Presence}.
 */
public record BodyCondition(JsonPathExpression jsonPath, TextPattern value, Presence presence) {

    boolean holds(RuleEffect effect, @Nullable Object jsonBody) {
        return presence.holds(effect, () -> may(jsonBody), () -> must(jsonBody));
    }

    private boolean may(@Nullable Object jsonBody) {
        List<Object> found = jsonPath.select(jsonBody, true);
        return value.isAnything() ? !found.isEmpty() : Readings.anyMay(read(found), value);
    }

    private boolean must(@Nullable Object jsonBody) {
        if (jsonPath.select(jsonBody, false).isEmpty()) {
            return false;
        }
        List<Object> found = jsonPath.select(jsonBody, true);
        return value.isAnything() || read(found).stream().allMatch(reading -> reading.must(value));
    }

    private static List<Readings> read(List<Object> found) {
        return found.stream()
                .map(each -> each == JsonPathExpression.TOO_MANY ? Readings.UNREADABLE : Readings.ofValue(each))
                .toList();
    }
}
