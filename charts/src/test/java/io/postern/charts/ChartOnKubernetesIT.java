package io.postern.charts;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.charts.KubernetesApi.Answer;
import io.postern.testing.DocumentationPage;
import io.postern.testing.RepositoryRoot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Kubernetes' own API server says to what the chart makes. */
@Tag("kube")
class ChartOnKubernetesIT {

    /** The version before, as its package was. */
    private static final String BEFORE = RepositoryRoot.path()
            .resolve("charts/src/test/before/postern-0.0.1.tgz")
            .toString();

    private static final KubernetesApi KUBERNETES = KubernetesApi.shared();

    static Stream<String> valueSets() {
        return Chart.valueSets();
    }

    @BeforeAll
    static void defineKinds() {
        KUBERNETES.defineKinds();
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void objectsWhenCreatedStrictlyThenAreTakenWithoutAWarning(String set) {
        String namespace = namespace("strict", set);
        for (KubernetesObject object : Chart.rendered(set)) {
            Answer answer =
                    KUBERNETES.create(namespace, object.apiVersion(), object.kind(), moved(object.json(), namespace));

            assertThat(answer.status()).as("%s: %s", object, answer.body()).isEqualTo(201);
            assertThat(answer.warnings()).as("%s", object).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void templatesOfPodsWhenCreatedAsPodsThenAreRestricted(String set) {
        String namespace = namespace("pods", set);
        for (KubernetesObject object : Chart.rendered(set)) {
            if (object.kind().equals("ServiceAccount")) {
                KUBERNETES.create(namespace, "v1", "ServiceAccount", moved(object.json(), namespace));
            }
        }
        for (KubernetesObject object : Chart.rendered(set)) {
            if (object.pod().isPresent()) {
                Map<String, Object> pod = pod(object);

                Answer answer = KUBERNETES.create(namespace, "v1", "Pod", pod);

                assertThat(answer.status()).as("%s: %s", object, answer.body()).isEqualTo(201);
                assertThat(answer.warnings()).as("%s", object).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void chartWhenInstalledThenIsDeployed(String set) {
        String namespace = namespace("install", set);
        String values = Chart.values(set).toString();

        KUBERNETES.helm("lint", "--strict", "--values", values, Chart.FOLDER.toString());

        assertThat(helm("install", Chart.FOLDER.toString(), namespace, values))
                .contains("STATUS: deployed", "REVISION: 1", "helm test postern --namespace " + namespace);
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void chartWhenTheVersionBeforeIsThereThenIsUpgraded(String set) {
        String namespace = namespace("upgrade", set);

        assertThat(helm("install", BEFORE, namespace, Chart.values("minimal").toString()))
                .contains("STATUS: deployed");
        assertThat(helm(
                        "upgrade",
                        Chart.FOLDER.toString(),
                        namespace,
                        Chart.values(set).toString()))
                .contains("STATUS: deployed", "REVISION: 2");

        for (KubernetesObject object : Chart.rendered(set)) {
            if (!object.isHook()) {
                Answer answer = KUBERNETES.call(
                        "GET",
                        KubernetesApi.path(namespace, object.apiVersion(), object.kind()) + "/" + object.name(),
                        null);
                assertThat(answer.status()).as("%s", object).isEqualTo(200);
                assertThat(answer.body()
                                .at("/metadata/labels")
                                .required("helm.sh/chart")
                                .asString())
                        .as("%s", object)
                        .isEqualTo(object.at("/metadata/labels")
                                .required("helm.sh/chart")
                                .asString());
            }
        }
    }

    /** Else the tests above would prove nothing. */
    @Test
    void serverWhenSomethingIsWrongThenRefusesOrWarns() {
        String namespace = namespace("canary", "minimal");
        KubernetesObject gateway = Chart.one(Chart.rendered("minimal"), "Deployment", "postern-gateway");
        KUBERNETES.create(namespace, "v1", "ServiceAccount", Map.of("metadata", Map.of("name", "postern-gateway")));

        ObjectNode unknownField = (ObjectNode) moved(gateway.json(), namespace);
        ((ObjectNode) unknownField.required("spec")).put("replica", 3);
        assertThat(KUBERNETES
                        .create(namespace, "apps/v1", "Deployment", unknownField)
                        .body()
                        .toString())
                .contains("unknown field \\\"spec.replica\\\"");

        ObjectNode privileged = (ObjectNode) moved(gateway.json(), namespace);
        ((ObjectNode) privileged.at("/spec/template/spec/containers/0/securityContext"))
                .put("allowPrivilegeEscalation", true);
        assertThat(KUBERNETES
                        .create(namespace, "apps/v1", "Deployment", privileged)
                        .warnings())
                .anyMatch(warning -> warning.contains("allowPrivilegeEscalation"));
        assertThat(KUBERNETES
                        .create(namespace, "v1", "Pod", pod(new KubernetesObject(privileged)))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void commandsOfThePageThenInstallAndUpgrade() {
        String namespace = namespace("documented", "commands");
        List<String> commands =
                DocumentationPage.read("docs/operations.md").section("### The release").indented().stream()
                        .flatMap(block -> block.replaceAll("\\\\\\n\\s*", "").lines())
                        .filter(line -> line.matches("helm (install|upgrade) .*"))
                        .toList();
        assertThat(commands).hasSize(2);

        for (String command : commands) {
            String here = command.replaceFirst("helm ", "")
                    .replace("charts/postern", Chart.FOLDER.toString())
                    .replace("--namespace postern", "--namespace " + namespace)
                    .replace("$PROXY", "prx_01");
            assertThat(KUBERNETES.helm((here + " --no-hooks").split(" +")))
                    .as(command)
                    .contains("STATUS: deployed");
        }
    }

    private static String helm(String command, String chart, String namespace, String values) {
        return KUBERNETES.helm(
                command, Chart.RELEASE, chart, "--namespace", namespace, "--values", values, "--no-hooks");
    }

    private static String namespace(String purpose, String set) {
        String namespace = purpose + "-" + set;
        KUBERNETES.createRestrictedNamespace(namespace);
        return namespace;
    }

    private static JsonNode moved(JsonNode object, String namespace) {
        JsonNode copy = object.deepCopy();
        ((ObjectNode) copy.required("metadata")).put("namespace", namespace);
        return copy;
    }

    /** What a controller would make of a template. */
    private static Map<String, Object> pod(KubernetesObject object) {
        JsonNode template = object.pod().orElseThrow();
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", object.name());
        metadata.put("labels", template.at("/metadata/labels"));
        return Map.<String, Object>of(
                "apiVersion", "v1", "kind", "Pod", "metadata", metadata, "spec", template.required("spec"));
    }
}
