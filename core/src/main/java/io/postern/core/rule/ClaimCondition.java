package io.postern.core.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a claim of the caller's verified token must be. A claim is found by its whole name, or else by the names of nested
 * objects with dots between them. Each element of a list is a value of its own, of which one that fits is enough, also in
 * a rule that allows: the list was written by the token's issuer, not by the caller.
 */
public record ClaimCondition(String claim, TextPattern value, Presence presence) {

    boolean holds(RuleEffect effect, Map<String, Object> claims, RuleWork work) {
        List<Readings> values = Readings.ofValues(values(claims));
        return presence.holds(
                effect,
                () -> Readings.anyMay(values, value, work),
                () -> values.stream().anyMatch(reading -> reading.must(value, work)));
    }

    private List<Object> values(Map<String, Object> claims) {
        List<Object> values = new ArrayList<>();
        addValues(values, claims.containsKey(claim) ? claims.get(claim) : nested(claims));
        return values;
    }

    private @Nullable Object nested(Map<String, Object> claims) {
        @Nullable Object here = claims;
        for (String name : claim.split("\\.", -1)) {
            here = here instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return here;
    }

    private static void addValues(List<Object> values, @Nullable Object value) {
        if (value instanceof Iterable<?> list) {
            for (Object element : list) {
                addValues(values, element);
            }
        } else if (value != null) {
            values.add(value);
        }
    }
}
