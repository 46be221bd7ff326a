package io.postern.admin.http;

import io.postern.core.field.FieldError;
import io.postern.core.field.InvalidFieldsException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the members of one document and collects everything that is wrong with it, so that one answer names all. A read
 * that fails gives a placeholder; {@link #finish()} throws before anybody uses it. A member that is null counts as left
 * out.
 */
public final class Fields {

    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_LIST = 100;

    private final ObjectNode document;
    private final Set<String> known;
    private final List<FieldError> errors = new ArrayList<>();

    private Fields(ObjectNode document, Set<String> ignored) {
        this.document = document;
        this.known = new HashSet<>(ignored);
    }

    /**
     * Reads that document.
     *
     * @param ignored members that may stand there and mean nothing, such as the read-only ones of a record
     */
    public static Fields of(ObjectNode document, Set<String> ignored) {
        return new Fields(document, ignored);
    }

    /** A required text for people: 1 to 256 characters, none of them a control character. */
    public String name(String field) {
        String text = text(field);
        if (!text.isEmpty() && (text.isBlank() || text.codePointCount(0, text.length()) > LONGEST_NAME)) {
            error("must have 1 to " + LONGEST_NAME + " characters that are not all blank", field);
        } else if (text.chars().anyMatch(Character::isISOControl)) {
            error("must not contain control characters", field);
        }
        return text;
    }

    /** A required text that is not empty; {@code ""} where there is none. */
    public String text(String field) {
        String text = optionalText(field);
        if (text == null) {
            if (present(field) == null) {
                error("is required", field);
            }
            return "";
        }
        if (text.isEmpty()) {
            error("must not be empty", field);
        }
        return text;
    }

    public @Nullable String optionalText(String field) {
        JsonNode value = present(field);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            error("must be a string", field);
            return null;
        }
        return value.stringValue();
    }

    /** A required list of texts, which is not empty; an empty one where there is none. */
    public List<String> texts(String field) {
        JsonNode value = present(field);
        if (value == null) {
            error("is required", field);
            return List.of();
        }
        if (!value.isArray() || value.isEmpty() || value.size() > LONGEST_LIST) {
            error("must be a list of 1 to " + LONGEST_LIST + " elements", field);
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        value.forEach(one -> texts.add(one.isString() ? one.stringValue() : ""));
        return texts;
    }

    /** A time (RFC 3339), exact to milliseconds as documents are, or null where it is left out. */
    public @Nullable Instant time(String field) {
        String text = optionalText(field);
        if (text == null) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            // PostgreSQL knows fewer years than Java, and RFC 3339 only those of four digits.
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                return time.toInstant().truncatedTo(ChronoUnit.MILLIS);
            }
        } catch (DateTimeParseException e) {
            // Falls through: it is the same mistake.
        }
        error("must be a time such as 2026-11-22T09:30:00Z", field);
        return null;
    }

    /** A whole number within bounds, or null where it is left out. */
    public @Nullable Integer integer(String field, int least, int most) {
        JsonNode value = present(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            error("must be a whole number", field);
            return null;
        }
        if (!value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
            error("must be from " + least + " to " + most, field);
            return null;
        }
        return value.intValue();
    }

    public boolean flag(String field, boolean otherwise) {
        JsonNode value = present(field);
        if (value != null && !value.isBoolean()) {
            error("must be true or false", field);
        }
        return (value != null && value.isBoolean()) ? value.booleanValue() : otherwise;
    }

    /** One of a few words. */
    public <T> T word(String field, Function<String, Optional<T>> ofWord, String words, T otherwise) {
        String text = optionalText(field);
        if (text == null) {
            return otherwise;
        }
        return ofWord.apply(text).orElseGet(() -> {
            error("must be " + words, field);
            return otherwise;
        });
    }

    public @Nullable ObjectNode object(String field) {
        JsonNode value = present(field);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ObjectNode object)) {
            error("must be an object", field);
            return null;
        }
        return object;
    }

    /** Runs a check of the domain's, whose errors start inside {@code field}; null where it fails. */
    public <T> @Nullable T check(String field, Supplier<T> check) {
        try {
            return check.get();
        } catch (InvalidFieldsException e) {
            errors.addAll(e.under(field).errors());
            return null;
        }
    }

    public void error(String message, String... path) {
        errors.add(new FieldError(List.of(path), message));
    }

    /** Whether everything read so far was valid at this field. */
    public boolean valid(String field) {
        return errors.stream()
                .noneMatch(
                        error -> !error.path().isEmpty() && error.path().get(0).equals(field));
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidFieldsException where anything was wrong, or the document has members that nobody read
     */
    public void finish() {
        for (String name : document.propertyNames()) {
            if (!known.contains(name) && errors.size() < InvalidFieldsException.MOST_TOLD) {
                error("is not a field of this resource", name);
            }
        }
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(errors);
        }
    }

    private @Nullable JsonNode present(String field) {
        known.add(field);
        JsonNode value = document.get(field);
        return value == null || value.isNull() ? null : value;
    }
}
