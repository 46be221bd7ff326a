package io.postern.core.rule;

import io.postern.core.rule.JsonPathExpression.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the text of a JSON path, from left to right, once. */
final class JsonPathReader {

    private static final int MOST_CHARACTERS = 512;
    private static final int MOST_STEPS = 32;
    // Each multiplies the work by the depth of the document.
    private static final int MOST_DESCENTS = 2;

    private final String text;
    private int at;

    JsonPathReader(String text) {
        this.text = text;
    }

    JsonPathExpression read() {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("is longer than " + MOST_CHARACTERS + " characters");
        }
        if (!text.startsWith("$")) {
            throw new IllegalArgumentException("must be a JSON path that begins with $");
        }
        at = 1;
        List<Step> steps = new ArrayList<>();
        while (at < text.length()) {
            steps.add(step());
        }
        if (steps.size() > MOST_STEPS) {
            throw new IllegalArgumentException("has more than " + MOST_STEPS + " steps");
        }
        if (steps.stream().filter(Step::deep).count() > MOST_DESCENTS) {
            throw new IllegalArgumentException("has '..' more than " + MOST_DESCENTS + " times");
        }
        return new JsonPathExpression(text, steps);
    }

    private Step step() {
        boolean deep = text.startsWith("..", at);
        if (deep) {
            at += 2;
        } else if (text.charAt(at) == '.') {
            at++;
        } else if (text.charAt(at) != '[') {
            throw wrong();
        }
        if (at == text.length()) {
            throw wrong();
        }
        if (text.charAt(at) == '[') {
            if (!deep && text.charAt(at - 1) == '.') {
                throw wrong();
            }
            return bracket(deep);
        }
        if (text.charAt(at) == '*') {
            at++;
            return new Step(deep, null, null);
        }
        int start = at;
        while (at < text.length() && isNameCharacter(text.charAt(at))) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '(') {
            throw new IllegalArgumentException("must have no functions");
        }
        if (start == at) {
            throw wrong();
        }
        return new Step(deep, text.substring(start, at), null);
    }

    private Step bracket(boolean deep) {
        at++;
        char first = at < text.length() ? text.charAt(at) : ' ';
        if (first == '?' || first == '(') {
            throw new IllegalArgumentException("must have no filters and no scripts");
        }
        @Nullable String name = null;
        @Nullable Integer index = null;
        if (first == '\'' || first == '"') {
            name = quoted(first);
        } else if (first == '*') {
            at++;
        } else {
            index = index();
        }
        if (at >= text.length() || text.charAt(at) != ']') {
            throw wrong();
        }
        at++;
        return new Step(deep, name, index);
    }

    private String quoted(char quote) {
        StringBuilder name = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return name.toString();
            }
            if (c == '\\') {
                at++;
                boolean known = at < text.length() && (text.charAt(at) == quote || text.charAt(at) == '\\');
                if (!known) {
                    throw wrong();
                }
            }
            name.append(text.charAt(at));
        }
        throw wrong();
    }

    private int index() {
        int start = at;
        while (at < text.length() && (text.charAt(at) == '-' || Character.isDigit(text.charAt(at)))) {
            at++;
        }
        String digits = text.substring(start, at);
        if (!digits.matches("0|-?[1-9][0-9]{0,8}")) {
            throw wrong();
        }
        return Integer.parseInt(digits);
    }

    private static boolean isNameCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '$' || c == '@' || c > 0x7F;
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "is wrong at character " + (at + 1) + "; members, indexes, * and .. are possible");
    }
}
