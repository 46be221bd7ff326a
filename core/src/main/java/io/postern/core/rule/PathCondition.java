package io.postern.core.rule;

import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the path must be, relative to the target's base URL.
 *
 * <p>An expression is looked for in the canonical, percent-encoded path. A rule that denies also looks for it in the
 * decoded path, in what careless servers make of it ({@link io.postern.core.request.CanonicalPath#carelesslyDecoded}), and in
 * each without a slash at the end, since many servers serve the same for all of them; a template that denies likewise.
 *
 * @param template null where there is a pattern
 * @param pattern null where there is a template
 */
public record PathCondition(
        @Nullable PathTemplate template, @Nullable TextPattern pattern, Presence presence) {

    public PathCondition {
        if ((template == null) == (pattern == null)) {
            throw new IllegalArgumentException("a path condition has either a template or a pattern");
        }
    }

    boolean holds(RuleEffect effect, RequestReadings request) {
        return presence.holds(effect, () -> may(request), () -> must(request));
    }

    private boolean may(RequestReadings request) {
        if (template != null) {
            return template.may(request);
        }
        return pattern != null && request.path().may(pattern, request.work());
    }

    private boolean must(RequestReadings request) {
        if (template != null) {
            return template.must(request);
        }
        return pattern != null && request.path().must(pattern, request.work());
    }

    /**
     * What the decoded path begins with, one of these, wherever this can hold, up to two whole segments each: {@code v1/items},
     * {@code v1}, or nothing.
     */
    Set<String> beginnings() {
        if (presence == Presence.PRESENT && template != null) {
            return Set.of(template.beginning());
        }
        if (presence == Presence.PRESENT && pattern != null) {
            return pattern.prefixes().stream()
                    .map(prefix -> beginning(prefix, pattern.isOneOfTexts()))
                    .collect(Collectors.toUnmodifiableSet());
        }
        return Set.of("");
    }

    private static String beginning(String prefix, boolean whole) {
        if (!prefix.startsWith("/")) {
            return "";
        }
        // Behind the last slash the path may go on differently, unless there is nothing more to the expression.
        String known = whole ? prefix.substring(1) : prefix.substring(1, Math.max(1, prefix.lastIndexOf('/')));
        return beginning(known.split("/", -1));
    }

    /** Of segments that are each known, or null. An escape in an expression fits a path whose decoded form is another. */
    static String beginning(@Nullable String[] segments) {
        StringBuilder known = new StringBuilder();
        for (int i = 0; i < Math.min(2, segments.length); i++) {
            String segment = segments[i];
            if (segment == null || segment.isEmpty() || segment.indexOf('%') >= 0) {
                break;
            }
            known.append(i == 0 ? "" : "/").append(segment);
        }
        return known.toString();
    }
}
