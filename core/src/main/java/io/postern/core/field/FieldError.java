package io.postern.core.field;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with one field of a document.
 *
 * @param path where the field stands, from the document's root: names of members, and indexes as decimal numbers
 * @param message what is wrong, as a sentence without the field's value, which may be a secret
 */
public record FieldError(List<String> path, String message) {

    public FieldError {
        path = List.copyOf(path);
    }

    /** The same error, seen from a document that holds this one in {@code parent}. */
    public FieldError under(String parent) {
        List<String> whole = new ArrayList<>(path.size() + 1);
        whole.add(parent);
        whole.addAll(path);
        return new FieldError(whole, message);
    }
}
