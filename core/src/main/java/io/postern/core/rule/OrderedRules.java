package io.postern.core.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a scope say, in the order in which they decide, so that the first match is the decision; in a large set only
 * those are tried that a path with the request's first two segments can match. Whose rules they are it does not matter: scopes
 * that say the same share it, and only {@link RuleSet} knows the ids of each.
 */
final class OrderedRules {

    private static final int SMALLEST_INDEXED = 8;

    private final List<Placed> all;
    // Empty for a small set.
    private final Map<String, List<Placed>> byBeginning;
    private final List<Placed> anyBeginning;
    private final boolean readsBody;
    private final boolean readsToken;
    private final boolean readsQuery;
    private final boolean readsHeaders;

    /**
     * One of the rules.
     *
     * @param rule with the id that it had in the scope which was compiled first
     * @param given its place among the rules as they were given
     */
    record Placed(Rule rule, int given) {}

    OrderedRules(List<Rule> rules) {
        all = IntStream.range(0, rules.size())
                .mapToObj(given -> new Placed(rules.get(given), given))
                .sorted(Comparator.comparingInt((Placed placed) -> placed.rule().priority())
                        .reversed()
                        .thenComparing(placed -> placed.rule().effect() == RuleEffect.ALLOW))
                .toList();
        anyBeginning = all.size() < SMALLEST_INDEXED ? all : of("", all);
        byBeginning = all.size() < SMALLEST_INDEXED ? Map.of() : index(all);
        readsBody = rules.stream().anyMatch(rule -> !rule.body().isEmpty());
        readsToken = rules.stream().anyMatch(rule -> !rule.token().isEmpty());
        readsQuery = rules.stream().anyMatch(rule -> !rule.query().isEmpty());
        readsHeaders = rules.stream().anyMatch(rule -> !rule.headers().isEmpty());
    }

    private static Map<String, List<Placed>> index(List<Placed> rules) {
        Map<String, List<Placed>> index = new HashMap<>();
        for (Placed placed : rules) {
            for (String beginning : beginnings(placed.rule())) {
                if (!beginning.isEmpty()) {
                    index.computeIfAbsent(beginning, key -> of(key, rules));
                }
            }
        }
        return Map.copyOf(index);
    }

    /** The rules that a path can match which begins so, and with no longer key of the index, in order. */
    private static List<Placed> of(String beginning, List<Placed> rules) {
        List<Placed> found = new ArrayList<>();
        for (Placed placed : rules) {
            if (beginnings(placed.rule()).stream().anyMatch(own -> contains(own, beginning))) {
                found.add(placed);
            }
        }
        return List.copyOf(found);
    }

    private static boolean contains(String beginning, String longer) {
        return beginning.isEmpty() || beginning.equals(longer) || longer.startsWith(beginning + "/");
    }

    private static Set<String> beginnings(Rule rule) {
        PathCondition path = rule.path();
        return path == null ? Set.of("") : path.beginnings();
    }

    /** In the order in which they decide. */
    List<Placed> all() {
        return all;
    }

    boolean readsBody() {
        return readsBody;
    }

    boolean readsToken() {
        return readsToken;
    }

    boolean readsQuery() {
        return readsQuery;
    }

    boolean readsHeaders() {
        return readsHeaders;
    }

    /** The rule that decides; null where none matches. */
    @Nullable Placed firstMatch(RequestReadings request) {
        for (Placed placed : candidates(request)) {
            if (placed.rule().matches(request)) {
                return placed;
            }
        }
        return null;
    }

    /** Every rule that matches, the deciding one first. */
    List<Placed> allMatches(RequestReadings request) {
        return candidates(request).stream()
                .filter(placed -> placed.rule().matches(request))
                .toList();
    }

    private List<Placed> candidates(RequestReadings request) {
        if (byBeginning.isEmpty()) {
            return anyBeginning;
        }
        if (request.mayBeReadCarelessly()) {
            return all;
        }
        String two = request.firstTwoSegments();
        List<Placed> found = byBeginning.get(two);
        int slash = two.indexOf('/');
        if (found == null && slash > 0) {
            found = byBeginning.get(two.substring(0, slash));
        }
        return found == null ? anyBeginning : found;
    }
}
