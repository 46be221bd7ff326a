package io.postern.core.rule;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done with a request that looks like this. All conditions must hold; none means every request.
 *
 * @param priority 0 to 1,000; the matching rules with the highest one decide
 * @param methods in upper case; empty for all
 * @param path null for any
 * @param token conditions about the caller's verified token
 * @param notes for people, empty where there are none
 */
public record Rule(
        String ruleId,
        RuleEffect effect,
        int priority,
        Set<String> methods,
        @Nullable PathCondition path,
        List<FieldCondition> headers,
        List<FieldCondition> query,
        List<ClaimCondition> token,
        List<BodyCondition> body,
        String notes) {

    public static final int HIGHEST_PRIORITY = 1000;

    public Rule {
        if (priority < 0 || priority > HIGHEST_PRIORITY) {
            throw new IllegalArgumentException("a rule's priority is from 0 to " + HIGHEST_PRIORITY);
        }
        methods = Set.copyOf(methods);
        headers = List.copyOf(headers);
        query = List.copyOf(query);
        token = List.copyOf(token);
        body = List.copyOf(body);
    }

    /** Another rule that says the same. */
    public Rule withId(String id) {
        return new Rule(id, effect, priority, methods, path, headers, query, token, body, notes);
    }

    /** How much there is to its patterns, in instructions; see {@link TextPattern#size()}. */
    int size() {
        int size = path == null || path.pattern() == null ? 0 : path.pattern().size();
        for (List<FieldCondition> conditions : List.of(headers, query)) {
            for (FieldCondition condition : conditions) {
                size += condition.name().size() + condition.value().size();
            }
        }
        for (ClaimCondition condition : token) {
            size += condition.value().size();
        }
        for (BodyCondition condition : body) {
            size += condition.value().size();
        }
        return size;
    }

    boolean matches(RequestReadings request) {
        if (!methods.isEmpty() && !methods.contains(request.method())) {
            return false;
        }
        if (path != null && !path.holds(effect, request)) {
            return false;
        }
        for (FieldCondition condition : headers) {
            if (!condition.holds(effect, request.headers())) {
                return false;
            }
        }
        for (FieldCondition condition : query) {
            if (!condition.holds(effect, request.query())) {
                return false;
            }
        }
        for (ClaimCondition condition : token) {
            if (!condition.holds(effect, request.claims(), request.work())) {
                return false;
            }
        }
        for (BodyCondition condition : body) {
            if (!condition.holds(effect, request.jsonBody(), request.work())) {
                return false;
            }
        }
        return true;
    }
}
