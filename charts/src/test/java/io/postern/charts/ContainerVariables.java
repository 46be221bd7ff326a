package io.postern.charts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The environment variables of a container: those with a value, and those that come from a Secret. */
record ContainerVariables(Map<String, String> literals, Map<String, String> fromSecrets) {

    /**
     * @throws IllegalStateException where two have one name, of which Kubernetes takes the last
     */
    static ContainerVariables of(JsonNode container) {
        Map<String, String> literals = new LinkedHashMap<>();
        Map<String, String> fromSecrets = new LinkedHashMap<>();
        for (JsonNode variable : container.path("env")) {
            String name = variable.required("name").stringValue();
            if (literals.containsKey(name) || fromSecrets.containsKey(name)) {
                throw new IllegalStateException(name + " is set twice");
            }
            JsonNode secret = variable.at("/valueFrom/secretKeyRef");
            if (secret.isMissingNode()) {
                literals.put(name, variable.required("value").stringValue());
            } else {
                fromSecrets.put(
                        name,
                        secret.required("name").stringValue() + "/"
                                + secret.required("key").stringValue());
            }
        }
        return new ContainerVariables(literals, fromSecrets);
    }

    List<String> names() {
        return Stream.concat(literals.keySet().stream(), fromSecrets.keySet().stream())
                .toList();
    }
}
