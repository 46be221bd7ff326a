package io.postern.core.rule;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An expression that is looked for anywhere in a text, as JavaScript's {@code test} does; {@code ^} and {@code $} tie it to
 * the ends. The language is RE2, whose time grows only with the text's length, so that a rule can't be made to hang.
 * Expressions without operators are compared as plain text.
 */
public final class TextPattern {

    /** In characters. */
    public static final int MOST_CHARACTERS = 1024;

    /**
     * Of a compiled expression, in instructions. Without counted repetitions an expression has about one for each character; with
     * them, 1,024 characters could make hundreds of thousands, over which a search takes as much memory, time and stack.
     */
    static final int MOST_INSTRUCTIONS = 2048;

    /** A class such as {@code \\p{L}} is one instruction, and a table as large as so many. */
    private static final int TABLE = 256;

    private static final Pattern TABLES = Pattern.compile("\\\\[pP]");

    static final TextPattern ANYTHING = compile(".*", "");

    private final String source;
    private final String flags;
    private final LiteralPattern literal;
    private final @Nullable Pattern pattern;
    private final @Nullable Predicate<String> inAnyLine;
    private final int size;
    private final @Nullable TextPattern inAnyCase;

    private TextPattern(String source, String flags, LiteralPattern literal, @Nullable Pattern pattern) {
        this(source, flags, literal, pattern, null);
    }

    private TextPattern(
            String source,
            String flags,
            LiteralPattern literal,
            @Nullable Pattern pattern,
            @Nullable TextPattern inAnyCase) {
        this.source = source;
        this.flags = flags;
        this.literal = literal;
        this.pattern = pattern;
        this.inAnyLine = literal.inAnyLine();
        this.size = pattern == null ? 0 : pattern.programSize();
        this.inAnyCase = inAnyCase;
    }

    /**
     * Compiles an expression.
     *
     * @param flags any of {@code i} (ignore case), {@code m} (ends of lines), {@code s} (a dot is a line end, too)
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static TextPattern compile(String source, String flags) {
        return compile(source, flags, flags);
    }

    /** The same for names of header fields, which are looked at in lower case. */
    static TextPattern compileHeaderName(String source, String flags) {
        LiteralPattern literal = LiteralPattern.of(source, flags);
        if (literal.isWhole() && source.chars().allMatch(c -> c < 0x80)) {
            return new TextPattern(source, flags, literal.toLowerCase(), null);
        }
        return compile(source, flags, flags.indexOf('i') < 0 ? flags + "i" : flags);
    }

    /** The same for names of query parameters, which have their case, and a form without it for careless targets. */
    static TextPattern compileParameterName(String source, String flags) {
        TextPattern exact = compile(source, flags);
        return exact.isAnything() || flags.indexOf('i') >= 0
                ? exact
                : new TextPattern(source, flags, exact.literal, exact.pattern, compileHeaderName(source, flags));
    }

    private static TextPattern compile(String source, String flags, String effectiveFlags) {
        if (source.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("is longer than " + MOST_CHARACTERS + " characters");
        }
        LiteralPattern literal = LiteralPattern.of(source, effectiveFlags);
        if (literal.isWhole()) {
            return new TextPattern(source, flags, literal, null);
        }
        try {
            Pattern compiled = Pattern.compile(source, bits(effectiveFlags));
            if (compiled.programSize() + TABLE * tables(source) > MOST_INSTRUCTIONS) {
                throw new IllegalArgumentException(
                        "is too large: write fewer or smaller repetitions {n} and classes such as \\p{L}");
            }
            return new TextPattern(source, flags, literal, compiled);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "is no RE2 expression: " + e.getDescription().toLowerCase(Locale.ROOT), e);
        }
    }

    private static int tables(String source) {
        int tables = 0;
        for (Matcher table = TABLES.matcher(source); table.find(); ) {
            tables++;
        }
        return tables;
    }

    private static int bits(String flags) {
        int bits = 0;
        for (int i = 0; i < flags.length(); i++) {
            bits |= switch (flags.charAt(i)) {
                case 'i' -> Pattern.CASE_INSENSITIVE;
                case 'm' -> Pattern.MULTILINE;
                case 's' -> Pattern.DOTALL;
                default -> throw new IllegalArgumentException("has flags other than i, m and s");
            };
        }
        return bits;
    }

    public String source() {
        return source;
    }

    public String flags() {
        return flags;
    }

    /** What it may cost is counted before. */
    boolean isFoundIn(String text, RuleWork work) {
        work.search(0, text.length());
        if (!literal.mayBeIn(text)) {
            return false;
        }
        if (pattern == null) {
            return true;
        }
        work.search(size, text.length());
        return pattern.matcher(text).find();
    }

    /** For a name as targets read it that ignore case: to be looked for in lower case. */
    TextPattern inAnyCase() {
        return inAnyCase == null ? this : inAnyCase;
    }

    /** How much there is to it, in instructions; 0 where it is plain text. */
    int size() {
        return pattern == null ? 0 : size + TABLE * tables(source);
    }

    boolean isAnything() {
        return pattern == null && literal.isAnything();
    }

    /**
     * Whether this may be found in a line of a text, which has a line end before each and after the last. False tells that it
     * is in none of them, and costs less than to ask one by one; true tells nothing.
     */
    boolean mayBeInAnyLine(String lines) {
        return inAnyLine == null || inAnyLine.test(lines);
    }

    /** What every text begins with, one of these, in which this is found; the empty one where nothing is known. */
    List<String> prefixes() {
        return literal.prefixes();
    }

    /** Whether this is found in no other texts than {@link #prefixes()}. */
    boolean isOneOfTexts() {
        return pattern == null && literal.isOneOfTexts();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TextPattern that && that.source.equals(source) && that.flags.equals(flags);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return "/" + source + "/" + flags;
    }
}
