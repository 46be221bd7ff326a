package io.postern.charts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An object that the chart makes. */
record KubernetesObject(JsonNode json) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The documents of a YAML text; two keys of one name are an error, which Helm itself does not notice. */
    static List<KubernetesObject> parse(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<KubernetesObject> objects = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
            if (document instanceof Map<?, ?> map) {
                objects.add(new KubernetesObject(JSON.valueToTree(map)));
            }
        }
        return objects;
    }

    String kind() {
        return json.required("kind").stringValue();
    }

    String name() {
        return json.at("/metadata/name").stringValue();
    }

    String apiVersion() {
        return json.required("apiVersion").stringValue();
    }

    JsonNode at(String pointer) {
        return json.at(pointer);
    }

    boolean is(String kind, String name) {
        return kind().equals(kind) && name().equals(name);
    }

    /** The admin-api, gateway, migration or test. */
    String component() {
        return json.at("/metadata/labels")
                .required("app.kubernetes.io/component")
                .stringValue();
    }

    /** What pods are made from, or the pod itself. */
    Optional<JsonNode> pod() {
        return switch (kind()) {
            case "Deployment", "Job" -> Optional.of(json.at("/spec/template"));
            case "Pod" -> Optional.of(json);
            default -> Optional.empty();
        };
    }

    /** The only container of its pods. */
    JsonNode container() {
        return pod().orElseThrow().at("/spec/containers/0");
    }

    boolean isHook() {
        return json.at("/metadata/annotations").has("helm.sh/hook");
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** The texts of an array. */
    static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asString).toList();
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}
