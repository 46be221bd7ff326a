package io.postern.core.rule;

import io.postern.core.field.FieldError;
import io.postern.core.field.InvalidFieldsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One object of a document, read member by member: remembers what was asked for, so that the rest is unknown, and collects
 * errors instead of stopping at the first. A member that is null counts as absent.
 */
final class DocumentReader {

    private final @Nullable ObjectNode document;
    private final List<String> path;
    private final List<FieldError> errors;
    private final Set<String> known = new TreeSet<>();

    DocumentReader(@Nullable ObjectNode document, List<String> path, List<FieldError> errors) {
        this.document = document;
        this.path = path;
        this.errors = errors;
    }

    void error(String message, String... member) {
        List<String> whole = new ArrayList<>(path);
        whole.addAll(List.of(member));
        errors.add(new FieldError(whole, message));
    }

    Optional<JsonNode> member(String name) {
        known.add(name);
        return Optional.ofNullable(document).map(object -> object.get(name)).filter(node -> !node.isNull());
    }

    boolean has(String name) {
        return member(name).isPresent();
    }

    Optional<String> text(String name) {
        Optional<JsonNode> node = member(name);
        if (node.isPresent() && !node.get().isString()) {
            error("must be a string", name);
            return Optional.empty();
        }
        return node.map(JsonNode::stringValue);
    }

    /** A text that is read further; what the function throws becomes an error of the member. */
    <T> Optional<T> text(String name, Function<String, T> read) {
        return text(name).flatMap(text -> attempt(() -> read.apply(text), name));
    }

    <T> Optional<T> attempt(Supplier<T> read, String... member) {
        try {
            return Optional.of(read.get());
        } catch (IllegalArgumentException e) {
            error(String.valueOf(e.getMessage()), member);
            return Optional.empty();
        }
    }

    Optional<DocumentReader> object(String name) {
        Optional<JsonNode> node = member(name);
        if (node.isPresent() && !(node.get() instanceof ObjectNode)) {
            error("must be an object", name);
            return Optional.empty();
        }
        return node.map(object -> child((ObjectNode) object, name));
    }

    private DocumentReader child(ObjectNode object, String... names) {
        List<String> childPath = new ArrayList<>(path);
        childPath.addAll(List.of(names));
        return new DocumentReader(object, childPath, errors);
    }

    /** The objects of an array; an element that is none is an error. */
    List<DocumentReader> objects(String name, int most) {
        Optional<JsonNode> node = member(name);
        List<DocumentReader> children = new ArrayList<>();
        if (node.isEmpty()) {
            return children;
        }
        if (!node.get().isArray()) {
            error("must be an array", name);
            return children;
        }
        if (node.get().size() > most) {
            error("must have at most " + most + " elements", name);
            return children;
        }
        for (int i = 0; i < node.get().size(); i++) {
            if (node.get().get(i) instanceof ObjectNode object) {
                children.add(child(object, name, Integer.toString(i)));
            } else {
                error("must be an object", name, Integer.toString(i));
            }
        }
        return children;
    }

    /** To be called last: every member that nobody asked for is an error. */
    void finish() {
        if (document != null) {
            for (String name : document.propertyNames()) {
                if (!known.contains(name) && errors.size() < InvalidFieldsException.MOST_TOLD) {
                    error("is unknown", name);
                }
            }
        }
    }
}
