package io.postern.core.rule;

import io.postern.core.field.InvalidFieldsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The compiled rules of one scope, immutable. Rules stand in the order in which they decide, so that the first match is the
 * decision; in a large set only those are tried that a path with the request's first two segments can match.
 */
public final class RuleSet {

    /** In one scope. */
    public static final int MOST_RULES = 500;

    private static final int SMALLEST_INDEXED = 8;

    private static final RuleSet ALLOW_ALL = new RuleSet(RuleEffect.ALLOW, List.of());
    private static final RuleSet DENY_ALL = new RuleSet(RuleEffect.DENY, List.of());

    private final RuleEffect defaultEffect;
    private final List<Rule> rules;
    // Empty for a small set.
    private final Map<String, List<Rule>> byBeginning;
    private final List<Rule> anyBeginning;
    private final boolean readsBody;
    private final boolean readsToken;
    private final boolean readsQuery;
    private final boolean readsHeaders;

    private RuleSet(RuleEffect defaultEffect, List<Rule> rules) {
        this.defaultEffect = defaultEffect;
        this.rules = rules.stream()
                .sorted(Comparator.comparingInt(Rule::priority)
                        .reversed()
                        .thenComparing(rule -> rule.effect() == RuleEffect.ALLOW))
                .toList();
        this.anyBeginning = this.rules.size() < SMALLEST_INDEXED ? this.rules : of("", this.rules);
        this.byBeginning = this.rules.size() < SMALLEST_INDEXED ? Map.of() : index(this.rules);
        this.readsBody = rules.stream().anyMatch(rule -> !rule.body().isEmpty());
        this.readsToken = rules.stream().anyMatch(rule -> !rule.token().isEmpty());
        this.readsQuery = rules.stream().anyMatch(rule -> !rule.query().isEmpty());
        this.readsHeaders = rules.stream().anyMatch(rule -> !rule.headers().isEmpty());
    }

    /**
     * Compiles the rules of a scope.
     *
     * @throws InvalidFieldsException where there are more than {@link #MOST_RULES}
     */
    public static RuleSet compile(RuleEffect defaultEffect, List<Rule> rules) {
        if (rules.isEmpty()) {
            return defaultEffect == RuleEffect.ALLOW ? ALLOW_ALL : DENY_ALL;
        }
        if (rules.size() > MOST_RULES) {
            throw InvalidFieldsException.of("must be at most " + MOST_RULES, "rules");
        }
        return new RuleSet(defaultEffect, rules);
    }

    private static Map<String, List<Rule>> index(List<Rule> rules) {
        Map<String, List<Rule>> index = new HashMap<>();
        for (Rule rule : rules) {
            for (String beginning : beginnings(rule)) {
                if (!beginning.isEmpty()) {
                    index.computeIfAbsent(beginning, key -> of(key, rules));
                }
            }
        }
        return Map.copyOf(index);
    }

    /** The rules that a path can match which begins so, and with no longer key of the index, in order. */
    private static List<Rule> of(String beginning, List<Rule> rules) {
        List<Rule> found = new ArrayList<>();
        for (Rule rule : rules) {
            if (beginnings(rule).stream().anyMatch(own -> contains(own, beginning))) {
                found.add(rule);
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

    public RuleEffect defaultEffect() {
        return defaultEffect;
    }

    /** The rules in the order in which they decide. */
    public List<Rule> rules() {
        return rules;
    }

    public boolean readsBody() {
        return readsBody;
    }

    public boolean readsToken() {
        return readsToken;
    }

    public boolean readsQuery() {
        return readsQuery;
    }

    public boolean readsHeaders() {
        return readsHeaders;
    }

    /** The deciding rule alone; empty where none matches. */
    List<Rule> firstMatch(RequestReadings request) {
        for (Rule rule : candidates(request)) {
            if (rule.matches(request)) {
                return List.of(rule);
            }
        }
        return List.of();
    }

    /** Every rule that matches, the deciding one first. */
    List<Rule> allMatches(RequestReadings request) {
        return candidates(request).stream()
                .filter(rule -> rule.matches(request))
                .toList();
    }

    private List<Rule> candidates(RequestReadings request) {
        if (byBeginning.isEmpty()) {
            return anyBeginning;
        }
        if (request.mayBeReadCarelessly()) {
            return rules;
        }
        String two = request.firstTwoSegments();
        List<Rule> found = byBeginning.get(two);
        int slash = two.indexOf('/');
        if (found == null && slash > 0) {
            found = byBeginning.get(two.substring(0, slash));
        }
        return found == null ? anyBeginning : found;
    }
}
