package io.postern.bench.soak;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request's or an answer's first line and header fields, in their order. */
record Head(String start, List<Field> fields) {

    Head {
        fields = List.copyOf(fields);
    }

    record Field(String name, String value) {}

    /** Null where there is none. */
    @Nullable String first(String name) {
        return all(name).stream().findFirst().orElse(null);
    }

    List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    boolean has(String name, String value) {
        return all(name).stream().anyMatch(value::equalsIgnoreCase);
    }

    boolean isChunked() {
        return has("transfer-encoding", "chunked");
    }

    /** Of an answer; -1 where the first line is none of an answer. */
    int status() {
        return start.matches("HTTP/1\\.1 [1-5][0-9]{2} .*") ? Integer.parseInt(start.substring(9, 12)) : -1;
    }
}
