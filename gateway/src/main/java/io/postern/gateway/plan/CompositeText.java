package io.postern.gateway.plan;

import org.jspecify.annotations.Nullable;

/**
 * Rows as PostgreSQL writes them when {@code (a, b, …)::text} is asked for, one after the other: {@code (1,two,,"fo,ur")}. An
 * empty field is null, an empty text is quoted, and in quotes each quote and backslash stands twice (PostgreSQL's manual, 8.16.6,
 * "Composite Type Input and Output Syntax"). A thousand rows come as one value in this way, where the driver's work for a row
 * is a multiple of what the row is worth.
 *
 * <p>Goes through the text once: {@link #next}, and then the row's fields, all of them and in their order.
 */
final class CompositeText {

    private final String text;
    private final StringBuilder unescaped = new StringBuilder();
    private int at;
    private boolean inRow;

    CompositeText(String text) {
        this.text = text;
    }

    /** Goes to the next row. False where there is none. */
    boolean next() {
        require(!inRow);
        if (at == text.length()) {
            return false;
        }
        require(text.charAt(at++) == '(');
        inRow = true;
        return true;
    }

    /** The row's next field; null where it is null in the database. */
    @Nullable String nullable() {
        require(inRow && at < text.length());
        String value = text.charAt(at) == '"' ? quoted() : plain();
        require(at < text.length());
        char after = text.charAt(at++);
        require(after == ',' || after == ')');
        inRow = after == ',';
        return value;
    }

    private @Nullable String plain() {
        int begin = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ')') {
            at++;
        }
        return begin == at ? null : text.substring(begin, at);
    }

    private String quoted() {
        unescaped.setLength(0);
        int begin = ++at;
        while (true) {
            require(at < text.length());
            char c = text.charAt(at++);
            if (c != '"' && c != '\\') {
                continue;
            }
            boolean twice = at < text.length() && text.charAt(at) == c;
            if (!twice) {
                require(c == '"');
                return unescaped.append(text, begin, at - 1).toString();
            }
            unescaped.append(text, begin, at);
            begin = ++at;
        }
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
