package io.postern.gateway.plan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows as PostgreSQL writes them when {@code (a, b, …)::text} is asked for, one after the other: {@code (1,two,,"fo,ur")}. An
 * empty field is null, an empty text is quoted, and in quotes each quote and backslash stands twice (PostgreSQL's manual, 8.16.6,
 * "Composite Type Input and Output Syntax"). A thousand rows come as one value in this way, where the driver's work for a row
 * is a multiple of what the row is worth.
 *
 * <p>Goes through the text once: {@link #next}, and then the row's fields, all of them and in their order. Most fields say what
 * those of the row before did, such as the client, the kind and the region: these are the same strings.
 *
 * <p>A row's fields are all found by {@code next}, in one loop: were each found when it is asked for, Java would compile that
 * search into every place which asks, and a start would wait for its compiler longer than for the rows.
 */
final class CompositeText {

    private final String text;
    private final StringBuilder unescaped = new StringBuilder();
    private int at;
    private int comma = -1;
    private int parenthesis = -1;
    private int backslash = -1;
    private @Nullable String[] fields = new String[16];
    private @Nullable String[] above = new String[16];
    private int count;
    private int taken;

    CompositeText(String text) {
        this.text = text;
    }

    /** Goes to the next row. False where there is none. */
    boolean next() {
        require(taken == count);
        taken = 0;
        count = 0;
        if (at == text.length()) {
            return false;
        }
        require(text.charAt(at++) == '(');
        char after = ',';
        while (after == ',') {
            if (count == fields.length) {
                fields = Arrays.copyOf(fields, 2 * count);
                above = Arrays.copyOf(above, 2 * count);
            }
            require(at < text.length());
            fields[count] = text.charAt(at) == '"' ? quoted() : plain(count);
            count++;
            require(at < text.length());
            after = text.charAt(at++);
        }
        require(after == ')');
        return true;
    }

    /** The row's next field; null where it is null in the database. */
    @Nullable String nullable() {
        require(taken < count);
        return fields[taken++];
    }

    private @Nullable String plain(int field) {
        if (endsAt(at)) {
            return null;
        }
        String before = above[field];
        if (before != null && text.startsWith(before, at) && endsAt(at + before.length())) {
            at += before.length();
            return before;
        }
        comma = next(',', comma);
        parenthesis = next(')', parenthesis);
        int begin = at;
        at = Math.min(comma, parenthesis);
        String value = text.substring(begin, at);
        above[field] = value;
        return value;
    }

    private boolean endsAt(int end) {
        if (end == text.length()) {
            return false;
        }
        char c = text.charAt(end);
        return c == ',' || c == ')';
    }

    private String quoted() {
        unescaped.setLength(0);
        int begin = ++at;
        while (true) {
            backslash = next('\\', backslash);
            int found = Math.min(next('"', -1), backslash);
            require(found < text.length());
            at = found + 1;
            boolean twice = at < text.length() && text.charAt(at) == text.charAt(found);
            if (!twice) {
                require(found < backslash);
                return unescaped.append(text, begin, found).toString();
            }
            unescaped.append(text, begin, at);
            begin = ++at;
        }
    }

    /**
     * Where that character is next; the text's length where it is nowhere.
     *
     * @param known where it was next when it was looked for last
     */
    private int next(char c, int known) {
        if (known >= at) {
            return known;
        }
        int found = text.indexOf(c, at);
        return found < 0 ? text.length() : found;
    }

    /** The row's next field, which is never null. */
    String text() {
        String value = nullable();
        if (value == null) {
            throw new IllegalStateException("a column that is never null was null");
        }
        return value;
    }

    int integer() {
        return Integer.parseInt(text());
    }

    boolean bool() {
        return text().equals("t");
    }

    private static void require(boolean expected) {
        if (!expected) {
            throw new IllegalStateException("not rows as PostgreSQL writes them");
        }
    }
}
