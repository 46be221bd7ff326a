package io.postern.core.credential;

import io.postern.core.field.FieldError;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks of secret values that several kinds share. The errors name the value, and never show it. */
final class SecretChecks {

    private SecretChecks() {}

    static void names(Set<String> expected, SecretBundle secret) {
        names(expected, Set.of(), secret);
    }

    static void names(Set<String> required, Set<String> optional, SecretBundle secret) {
        List<FieldError> errors = nameErrors(required, optional, secret.names());
        for (String name : new TreeSet<>(secret.names())) {
            boolean known = required.contains(name) || optional.contains(name);
            if (known && secret.value(name).reveal().isEmpty()) {
                errors.add(new FieldError(List.of(name), "must not be empty"));
            }
        }
        refuse(errors);
    }

    /** The names alone, of values that lie elsewhere. */
    static void names(Set<String> required, Set<String> optional, Set<String> names) {
        refuse(nameErrors(required, optional, names));
    }

    private static List<FieldError> nameErrors(Set<String> required, Set<String> optional, Set<String> names) {
        List<FieldError> errors = new ArrayList<>();
        for (String name : new TreeSet<>(required)) {
            if (!names.contains(name)) {
                errors.add(new FieldError(List.of(name), "is required"));
            }
        }
        for (String name : new TreeSet<>(names)) {
            if (!required.contains(name) && !optional.contains(name)) {
                errors.add(new FieldError(List.of(name), "is not a secret value of this kind of credential"));
            }
        }
        return errors;
    }

    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(errors);
        }
    }

    /**
     * A value that is to stand in a header: RFC 9110, section 5.5 allows no CR, LF, NUL or other control character there,
     * and a value with one could end the header and start another.
     */
    static void fieldValues(SecretBundle secret) {
        fieldValues(secret, Set.of());
    }

    static void fieldValues(SecretBundle secret, Set<String> except) {
        List<FieldError> errors = new ArrayList<>();
        for (String name : new TreeSet<>(secret.names())) {
            if (!except.contains(name) && secret.value(name).reveal().chars().anyMatch(c -> c < 0x20 || c == 0x7F)) {
                errors.add(new FieldError(List.of(name), "must not contain control characters or line breaks"));
            }
        }
        refuse(errors);
    }
}
