package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text in which {@code {{name}}} stands for the secret value of that name. Read once, filled for each call. */
public final class SecretTemplate {

    private static final Pattern NAME = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.-]{1,128})\\s*}}");

    private final String text;
    // Literal, name, literal, name, …, literal: one more literal than names.
    private final List<String> literals;
    private final List<String> names;

    private SecretTemplate(String text, List<String> literals, List<String> names) {
        this.text = text;
        this.literals = List.copyOf(literals);
        this.names = List.copyOf(names);
    }

    /**
     * Reads a template of at most 8,192 characters.
     *
     * @throws InvalidFieldsException where braces are left that name no value, or control characters stand in it
     */
    @JsonCreator
    public static SecretTemplate parse(String text) {
        if (text.length() > 8192) {
            throw InvalidFieldsException.of("is longer than 8192 characters");
        }
        if (text.chars().anyMatch(c -> c < 0x20 || c == 0x7F)) {
            throw InvalidFieldsException.of("must not contain control characters or line breaks");
        }
        List<String> literals = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Matcher matcher = NAME.matcher(text);
        int end = 0;
        while (matcher.find()) {
            literals.add(literal(text.substring(end, matcher.start())));
            names.add(matcher.group(1));
            end = matcher.end();
        }
        literals.add(literal(text.substring(end)));
        return new SecretTemplate(text, literals, names);
    }

    private static String literal(String literal) {
        if (literal.contains("{{") || literal.contains("}}")) {
            throw InvalidFieldsException.of("has braces that are no {{name}}");
        }
        return literal;
    }

    /** The names it uses, without repetition. */
    public Set<String> names() {
        return new LinkedHashSet<>(names);
    }

    /** The text with every value in its place: as secret as the values are. */
    public SecretValue fill(SecretBundle secret) {
        return fill(secret, UnaryOperator.identity());
    }

    /** The same, with each value encoded for where the text is going to stand; the rest stays as it was written. */
    public SecretValue fill(SecretBundle secret, UnaryOperator<String> encoding) {
        StringBuilder filled = new StringBuilder(literals.get(0));
        for (int i = 0; i < names.size(); i++) {
            filled.append(encoding.apply(secret.value(names.get(i)).reveal())).append(literals.get(i + 1));
        }
        return SecretValue.of(filled.toString());
    }

    /** The template as it was written; no secret. */
    @JsonValue
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretTemplate that && text.equals(that.text);
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
