package io.postern.core.rule;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of an expression without running it: the plain texts that it may begin with, and whether there is
 * anything else. Most expressions of rules are {@code ^/v1/users$}, {@code ^/v1/} or {@code ^/v1/(users|teams)/.*$}, and
 * comparing text is ten times faster.
 *
 * @param texts one plain text, or one for each alternative of simple groups; in a whole expression all of it, else only what
 *     stands before the first operator
 * @param start whether it is tied to the beginning
 * @param end what may follow; anything, where the expression is not whole
 * @param isWhole whether the expression is nothing but this
 */
record LiteralPattern(List<String> texts, boolean start, End end, boolean isWhole) {

    /** What may follow a text. */
    enum End {
        ANYTHING,
        NOTHING,
        NO_LINE_END
    }

    static final LiteralPattern UNKNOWN = new LiteralPattern(List.of(""), false, End.ANYTHING, false);
    private static final LiteralPattern ANY_TEXT = new LiteralPattern(List.of(""), false, End.ANYTHING, true);

    static LiteralPattern of(String source, String flags) {
        if (source.isEmpty() || source.equals(".*") || source.equals("^.*")) {
            return ANY_TEXT;
        }
        // With i a letter has two forms, and with m the ends are everywhere.
        if (flags.indexOf('i') >= 0 || flags.indexOf('m') >= 0) {
            return UNKNOWN;
        }
        return new LiteralPatternReader(source, flags.indexOf('s') >= 0).read();
    }

    /** Whether the expression may be found there; for a whole expression, whether it is. */
    boolean mayBeIn(String value) {
        if (!isWhole && !start) {
            return true;
        }
        for (String text : texts) {
            if (isIn(value, text)) {
                return true;
            }
        }
        return false;
    }

    private boolean isIn(String value, String text) {
        if (!start) {
            return end == End.NOTHING ? value.endsWith(text) : value.contains(text);
        }
        return switch (end) {
            case NOTHING -> value.equals(text);
            case ANYTHING -> value.startsWith(text);
            case NO_LINE_END -> value.startsWith(text) && value.indexOf('\n', text.length()) < 0;
        };
    }

    boolean isAnything() {
        return isWhole && texts.contains("") && (end == End.ANYTHING || (end == End.NOTHING && !start));
    }

    /** Whether there is nothing else in a value in which this is found. */
    boolean isOneOfTexts() {
        return isWhole && start && end == End.NOTHING;
    }

    /** What every value begins with, one of these, in which this is found. */
    List<String> prefixes() {
        return start ? texts : UNKNOWN.texts;
    }

    /**
     * Looks for all values of a list in one go.
     *
     * @return true of a text of values with a line end before each of them and after the last, if this may be found in one of
     *     them; null where no such thing can be told
     */
    @Nullable Predicate<String> inAnyLine() {
        if (!isWhole || isAnything()) {
            return null;
        }
        List<String> parts = map(text -> (start ? "\n" : "") + text + (end == End.NOTHING ? "\n" : ""));
        return lines -> {
            for (String part : parts) {
                if (lines.contains(part)) {
                    return true;
                }
            }
            return false;
        };
    }

    LiteralPattern toLowerCase() {
        return new LiteralPattern(map(text -> text.toLowerCase(Locale.ROOT)), start, end, isWhole);
    }

    private List<String> map(UnaryOperator<String> change) {
        return texts.stream().map(change).toList();
    }
}
