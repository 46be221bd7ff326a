package io.postern.core.rule;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/** Reads the patterns of one rule's conditions: those that have no flags of their own have the rule's. */
final class PatternReader {

    private final String flags;

    /** @param flags the rule's, as {@link #flags(DocumentReader, String)} reads them */
    PatternReader(String flags) {
        this.flags = flags;
    }

    /** Of {@code i}, {@code m} and {@code s} those that are given, sorted; empty where the member is not there, or is wrong. */
    static Optional<String> flags(DocumentReader document, String name) {
        return document.member(name).flatMap(node -> document.attempt(() -> flags(node), name));
    }

    /** A string such as "im", or a list of such; {@code g} means nothing where there is only one answer. */
    private static String flags(JsonNode node) {
        StringBuilder given = new StringBuilder();
        for (int i = 0; i < (node.isArray() ? node.size() : 1); i++) {
            JsonNode item = node.isArray() ? node.get(i) : node;
            if (!item.isString()) {
                throw new IllegalArgumentException("must be a string of the flags i, m and s");
            }
            given.append(item.stringValue());
        }
        Set<Character> flags = new TreeSet<>();
        for (char flag : given.toString().toCharArray()) {
            if ("gims".indexOf(flag) < 0) {
                throw new IllegalArgumentException("has flags other than i, m and s");
            }
            if (flag != 'g') {
                flags.add(flag);
            }
        }
        StringBuilder sorted = new StringBuilder();
        flags.forEach(sorted::append);
        return sorted.toString();
    }

    /** One whose text is the member itself. */
    Optional<TextPattern> text(DocumentReader document, String name) {
        return document.text(name, source -> TextPattern.compile(source, flags));
    }

    /** What a value must match; anything, where the member is not there. */
    TextPattern value(DocumentReader item, String name) {
        return object(item, name, TextPattern::compile).orElse(TextPattern.ANYTHING);
    }

    /** One that is an object of its own. */
    Optional<TextPattern> object(DocumentReader item, String name, BiFunction<String, String, TextPattern> compile) {
        Optional<DocumentReader> object = item.object(name);
        Optional<TextPattern> pattern = object.flatMap(found -> members(found, compile));
        object.ifPresent(found -> {
            if (!found.has("pattern")) {
                found.error("is required", "pattern");
            }
            found.finish();
        });
        return pattern;
    }

    /** One whose {@code pattern} and {@code flags} stand among the members of this object. */
    Optional<TextPattern> members(DocumentReader object, BiFunction<String, String, TextPattern> compile) {
        String own = flags(object, "flags").orElse(flags);
        return object.text("pattern", source -> compile.apply(source, own));
    }
}
