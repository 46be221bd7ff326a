package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.postern.core.field.InvalidFieldsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A text over the parts of a request: {@code {{value}}}, {@code {{value:argument}}} or {@code {{value:argument:encoding}}}, of
 * the values in {@link SignatureValue.Kind}. Read once, filled for each call.
 */
public final class SignatureTemplate {

    private final String text;
    // Literal, value, literal, value, …, literal: one more literal than values.
    private final List<String> literals;
    private final List<SignatureValue> values;

    private SignatureTemplate(String text, List<String> literals, List<SignatureValue> values) {
        this.text = text;
        this.literals = List.copyOf(literals);
        this.values = List.copyOf(values);
    }

    /**
     * Reads a template of at most 8,192 characters.
     *
     * @throws InvalidFieldsException where braces are left that name no value, or control characters other than tabs and line
     *     ends stand in it
     */
    @JsonCreator
    public static SignatureTemplate parse(String text) {
        if (text.length() > 8192) {
            throw InvalidFieldsException.of("is longer than 8192 characters");
        }
        if (text.chars().anyMatch(c -> (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F)) {
            throw InvalidFieldsException.of("must not contain control characters other than tabs and line ends");
        }
        List<String> literals = new ArrayList<>();
        List<SignatureValue> values = new ArrayList<>();
        int end = 0;
        int open = text.indexOf("{{");
        while (open >= 0) {
            int close = text.indexOf("}}", open);
            if (close < 0) {
                throw InvalidFieldsException.of("has braces that do not close");
            }
            literals.add(literal(text.substring(end, open)));
            values.add(SignatureValue.parse(text.substring(open + 2, close).strip()));
            end = close + 2;
            open = text.indexOf("{{", end);
        }
        literals.add(literal(text.substring(end)));
        return new SignatureTemplate(text, literals, values);
    }

    private static String literal(String literal) {
        if (literal.contains("}}")) {
            throw InvalidFieldsException.of("has braces that do not open");
        }
        return literal;
    }

    /** What stands between the values: one more than there are values. */
    public List<String> literals() {
        return literals;
    }

    /** In their order. */
    public List<SignatureValue> values() {
        return values;
    }

    /** Whether it has a value of this kind. */
    public boolean has(SignatureValue.Kind kind) {
        return values.stream().anyMatch(value -> value.kind() == kind);
    }

    /** The secret values that it places as they are. */
    Set<String> secretNames() {
        Set<String> names = new TreeSet<>();
        for (SignatureValue value : values) {
            if (value.kind() == SignatureValue.Kind.SECRET) {
                names.add(value.argument());
            }
        }
        return names;
    }

    boolean isOneLine() {
        return text.chars().noneMatch(c -> c < 0x20);
    }

    /** The template as it was written; no secret. */
    @JsonValue
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignatureTemplate that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
