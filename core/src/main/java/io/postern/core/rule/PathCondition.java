package io.postern.core.rule;

import org.jspecify.annotations.Nullable;

/**
 * What the path must be, relative to the target's base URL.
 *
 * <p>An expression is looked for in the canonical, percent-encoded path. A rule that denies also looks for it in the
 * decoded path, and in both without a slash at the end, since many servers serve the same for each of them; a template
 * that denies likewise.
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
        return pattern != null && request.path().may(pattern);
    }

    private boolean must(RequestReadings request) {
        if (template != null) {
            return template.must(request);
        }
        return pattern != null && request.path().must(pattern);
    }

    /** The decoded first segment of every path with which this can hold; null where it can be any. */
    @Nullable String firstSegment() {
        if (presence == Presence.ABSENT) {
            return null;
        }
        if (template != null) {
            return template.firstSegment();
        }
        return pattern == null ? null : firstSegment(pattern);
    }

    private static @Nullable String firstSegment(TextPattern pattern) {
        String prefix = pattern.prefix();
        int slash = prefix.indexOf('/', 1);
        if (!prefix.startsWith("/") || (slash < 0 && !pattern.isOneText())) {
            return null;
        }
        String segment = slash < 0 ? prefix.substring(1) : prefix.substring(1, slash);
        // An escape in the expression fits the encoded path, whose first segment has another decoded form.
        return segment.isEmpty() || segment.indexOf('%') >= 0 ? null : segment;
    }
}
