package io.postern.bench.soak;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** What a request's target asks of the target: {@code /v1/c1n2?size=300&end=reset}. */
record Directives(String id, Map<String, String> values) {

    Directives {
        values = Map.copyOf(values);
    }

    static Directives of(String requestTarget) {
        String[] parts = requestTarget.split("\\?", 2);
        String query = parts.length == 2 ? parts[1] : "";
        return new Directives(
                parts[0].substring(parts[0].lastIndexOf('/') + 1),
                Arrays.stream(query.split("&", -1))
                        .filter(pair -> pair.contains("="))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Empty where it is not asked for. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    /** 0 where it is not asked for. */
    int number(String name) {
        return has(name) ? Integer.parseInt(text(name)) : 0;
    }
}
