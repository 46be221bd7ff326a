package io.postern.core.field;

import java.util.List;
import java.util.stream.Collectors;

/** A document is well-formed and means nothing valid; the admin API answers it with 422 and the errors as details. */
public final class InvalidFieldsException extends RuntimeException {

    /** So many errors are told: a document of a megabyte could have hundreds of thousands. */
    public static final int MOST_TOLD = 100;

    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;

    /** @param errors of which the first {@link #MOST_TOLD} count */
    public InvalidFieldsException(List<FieldError> errors) {
        super(errors.stream()
                .limit(MOST_TOLD)
                .map(error -> String.join(".", error.path()) + ": " + error.message())
                .collect(Collectors.joining("; ")));
        this.errors = errors.stream().limit(MOST_TOLD).toList();
    }

    /** One error at a field of the document's first level, or deeper where more path elements are given. */
    public static InvalidFieldsException of(String message, String... path) {
        return new InvalidFieldsException(List.of(new FieldError(List.of(path), message)));
    }

    /** The same errors, seen from a document that holds this one in {@code parent}. */
    public InvalidFieldsException under(String parent) {
        return new InvalidFieldsException(
                errors.stream().map(error -> error.under(parent)).toList());
    }

    /** At least one error, in the order they were found, and at most {@link #MOST_TOLD}. */
    public List<FieldError> errors() {
        return errors;
    }
}
