package io.postern.core.rule;

import io.postern.core.rule.LiteralPattern.End;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an expression as far as it is plain text and groups of plain alternatives. */
final class LiteralPatternReader {

    private static final int MOST_TEXTS = 64;
    private static final String OPERATORS = "^$.|?*+()[]{}\\";
    // A group may be nothing but flags, over which RE2/J applies a quantifier to what stands before.
    private static final String QUANTIFIERS = "?*+{(";

    private final String source;
    private final boolean dotIsLineEndToo;
    private final boolean start;
    private int at;
    private List<String> texts = List.of("");
    // Without the last character or group, which a quantifier that follows is about.
    private List<String> before = texts;

    LiteralPatternReader(String source, boolean dotIsLineEndToo) {
        this.source = source;
        this.dotIsLineEndToo = dotIsLineEndToo;
        this.start = source.charAt(0) == '^';
        this.at = start ? 1 : 0;
    }

    LiteralPattern read() {
        while (at < source.length()) {
            String rest = source.substring(at);
            if (rest.equals("$")) {
                return new LiteralPattern(texts, start, End.NOTHING, true);
            }
            if (rest.equals(".*") && !texts.equals(List.of(""))) {
                return new LiteralPattern(texts, start, End.ANYTHING, true);
            }
            if (rest.equals(".*$") && start) {
                return new LiteralPattern(texts, true, dotIsLineEndToo ? End.ANYTHING : End.NO_LINE_END, true);
            }
            List<String> next = next();
            if (next == null || texts.size() * next.size() > MOST_TEXTS) {
                return beginning();
            }
            before = texts;
            texts = product(texts, next);
        }
        return new LiteralPattern(texts, start, End.ANYTHING, true);
    }

    /** One character, or the alternatives of a group; null, and nothing is read, where it is anything else. */
    private @Nullable List<String> next() {
        String character = character();
        if (character != null) {
            return List.of(character);
        }
        int group = at;
        List<String> alternatives = source.charAt(at) == '(' ? alternatives() : null;
        if (alternatives == null) {
            at = group;
        }
        return alternatives;
    }

    private @Nullable String character() {
        char c = source.charAt(at);
        if (c == '\\' && at + 1 < source.length() && isPunctuation(source.charAt(at + 1))) {
            at += 2;
            return source.substring(at - 1, at);
        }
        if (OPERATORS.indexOf(c) >= 0) {
            return null;
        }
        int first = at;
        at = source.offsetByCodePoints(at, 1);
        return source.substring(first, at);
    }

    private @Nullable List<String> alternatives() {
        at += source.startsWith("(?:", at) ? 3 : 1;
        List<String> found = new ArrayList<>();
        StringBuilder alternative = new StringBuilder();
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '|' || c == ')') {
                found.add(alternative.toString());
                alternative.setLength(0);
                at++;
                if (c == ')') {
                    return found;
                }
            } else {
                String character = character();
                if (character == null) {
                    return null;
                }
                alternative.append(character);
            }
        }
        return null;
    }

    /** What is known where an operator follows. */
    private LiteralPattern beginning() {
        // What stands on the other side of an alternative may begin with anything.
        if (!start || hasAlternativeAfter(at)) {
            return LiteralPattern.UNKNOWN;
        }
        boolean quantified = QUANTIFIERS.indexOf(source.charAt(at)) >= 0;
        return new LiteralPattern(quantified ? before : texts, true, End.ANYTHING, false);
    }

    /** Whether there may be an alternative outside of groups. Where a class or a quotation hides groups, any bar counts. */
    private boolean hasAlternativeAfter(int from) {
        if (source.indexOf('|', from) < 0) {
            return false;
        }
        if (source.indexOf('[', from) >= 0 || source.indexOf("\\Q", from) >= 0) {
            return true;
        }
        int depth = 0;
        for (int i = from; i < source.length(); i++) {
            switch (source.charAt(i)) {
                case '\\' -> i++;
                case '(' -> depth++;
                case ')' -> depth--;
                case '|' -> {
                    if (depth <= 0) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return false;
    }

    private static List<String> product(List<String> beginnings, List<String> ends) {
        List<String> all = new ArrayList<>(beginnings.size() * ends.size());
        for (String beginning : beginnings) {
            for (String end : ends) {
                all.add(beginning + end);
            }
        }
        return List.copyOf(all);
    }

    private static boolean isPunctuation(char c) {
        return c > 0x20 && c < 0x7F && !Character.isLetterOrDigit(c);
    }
}
