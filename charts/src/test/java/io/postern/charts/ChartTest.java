package io.postern.charts;

import static io.postern.charts.KubernetesObject.stream;
import static io.postern.charts.KubernetesObject.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.LintResult;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What holds for everything that the chart makes, whatever the values. */
class ChartTest {

    static Stream<String> valueSets() {
        return Chart.valueSets();
    }

    @Test
    void lintWhenStrictThenFindsNothing() {
        LintResult result = HelmLibrary.chart(Chart.FOLDER).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void podsThenAreRestricted(String set) {
        for (KubernetesObject object : pods(set)) {
            JsonNode spec = object.pod().orElseThrow().required("spec");
            assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean())
                    .as("%s", object)
                    .isTrue();
            assertThat(spec.at("/securityContext/runAsUser").asInt()).isEqualTo(65532);
            assertThat(spec.at("/securityContext/seccompProfile/type").asString())
                    .isEqualTo("RuntimeDefault");
            assertThat(spec.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(spec.at("/enableServiceLinks").asBoolean(true)).isFalse();
            assertThat(spec.required("containers")).hasSize(1);
            JsonNode security = object.container().required("securityContext");
            assertThat(security.required("allowPrivilegeEscalation").asBoolean())
                    .isFalse();
            assertThat(security.required("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(texts(security.at("/capabilities/drop"))).containsExactly("ALL");
        }
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void podsThenAskForWhatTheyNeedAndHaveALimitOfMemory(String set) {
        for (KubernetesObject object : pods(set)) {
            JsonNode resources = object.container().required("resources");
            assertThat(resources.at("/requests/cpu").isMissingNode())
                    .as("%s", object)
                    .isFalse();
            assertThat(resources.at("/requests/memory").isMissingNode()).isFalse();
            assertThat(resources.at("/limits/memory").isMissingNode()).isFalse();
        }
    }

    /** A literal is seen by whoever may read Deployments: it names a place, and is none of the things that lie there. */
    @ParameterizedTest
    @MethodSource("valueSets")
    void objectsThenHoldNoSecret(String set) {
        assertThat(Chart.rendered(set)).extracting(KubernetesObject::kind).doesNotContain("Secret");
        for (KubernetesObject object : pods(set)) {
            ContainerVariables variables = ContainerVariables.of(object.container());
            assertThat(variables.literals().keySet())
                    .as("%s", object)
                    .noneMatch(name -> name.matches(".*(PASSWORD|PASSPHRASE|SECRETID|TOKEN|_KEY|_KEYS)"));
            assertThat(texts(object.container().path("args")))
                    .noneMatch(argument -> argument.matches("(?i).*(bearer|basic) .*"));
        }
        Chart.rendered(set).stream()
                .filter(object -> object.kind().equals("ConfigMap"))
                .forEach(map -> assertThat(texts(map.at("/data")))
                        .as("%s is the dashboard alone", map)
                        .containsExactly(Chart.text("files/dashboard.json").stripTrailing() + "\n"));
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void namesThenFitTogether(String set) {
        List<KubernetesObject> objects = Chart.rendered(set);
        for (KubernetesObject object : pods(set)) {
            JsonNode spec = object.pod().orElseThrow().required("spec");
            Set<String> volumes = stream(spec.path("volumes"))
                    .map(volume -> volume.required("name").stringValue())
                    .collect(Collectors.toSet());
            Set<String> mounted = stream(object.container().path("volumeMounts"))
                    .map(mount -> mount.required("name").stringValue())
                    .collect(Collectors.toSet());
            assertThat(mounted).as("%s", object).isEqualTo(volumes);
            if (spec.has("serviceAccountName")) {
                KubernetesObject account = Chart.one(
                        objects,
                        "ServiceAccount",
                        spec.required("serviceAccountName").stringValue());
                assertThat(account.isHook())
                        .as("%s is there before %s", account, object)
                        .isEqualTo(object.isHook());
            }
            ContainerVariables.of(object.container()).literals().values().stream()
                    .filter(value -> value.startsWith("/"))
                    .forEach(file -> assertThat(files(spec, object.container()))
                            .as("%s of %s", file, object)
                            .contains(file));
        }
        for (KubernetesObject object : objects) {
            if (object.kind().equals("HorizontalPodAutoscaler")) {
                Chart.one(
                        objects,
                        "Deployment",
                        object.at("/spec/scaleTargetRef/name").stringValue());
            }
            if (object.kind().equals("Service")) {
                assertThat(selected(objects, object.at("/spec/selector")))
                        .as("%s", object)
                        .hasSize(1);
            }
        }
        assertThat(objects.stream().map(KubernetesObject::toString)).doesNotHaveDuplicates();
    }

    /** Two sets of pods that share labels would take each other's calls. */
    @ParameterizedTest
    @MethodSource("valueSets")
    void selectorsThenFindTheirOwnPodsAlone(String set) {
        List<KubernetesObject> objects = Chart.rendered(set);
        for (KubernetesObject deployment : deployments(set)) {
            assertThat(selected(objects, deployment.at("/spec/selector/matchLabels")))
                    .containsExactly(deployment);
        }
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void gracePeriodThenIsLongerThanTheStop(String set) {
        for (KubernetesObject deployment : deployments(set)) {
            Map<String, String> variables =
                    ContainerVariables.of(deployment.container()).literals();
            int stop = deployment.component().equals("gateway")
                    ? seconds(variables, "POSTERN_GATEWAY_SHUTDOWN_DRAIN")
                            + seconds(variables, "POSTERN_GATEWAY_SHUTDOWN_TIMEOUT")
                    : seconds(variables, "POSTERN_ADMIN_SHUTDOWN_DRAIN")
                            + seconds(variables, "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE");
            assertThat(deployment
                            .pod()
                            .orElseThrow()
                            .at("/spec/terminationGracePeriodSeconds")
                            .asInt())
                    .as("%s", deployment)
                    .isGreaterThanOrEqualTo(stop + 10);
        }
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void migrationThenRunsBeforeEverythingAndAloneIsTheOwner(String set) {
        List<KubernetesObject> jobs = Chart.rendered(set).stream()
                .filter(object -> object.kind().equals("Job"))
                .toList();
        assertThat(jobs).hasSize(set.equals("approle") ? 0 : 1);
        for (KubernetesObject job : jobs) {
            assertThat(job.at("/metadata/annotations/helm.sh~1hook").asString()).isEqualTo("pre-install,pre-upgrade");
            assertThat(texts(job.container().required("args"))).containsExactly("migrate");
            assertThat(ContainerVariables.of(job.container()).fromSecrets().values())
                    .containsExactly("postern-postgresql-owner/username", "postern-postgresql-owner/password");
        }
        for (KubernetesObject deployment : deployments(set)) {
            assertThat(deployment.json().toString())
                    .as("%s", deployment)
                    .doesNotContain("postgresql-owner", "SPRING_FLYWAY_PASSWORD");
        }
    }

    private static List<KubernetesObject> pods(String set) {
        List<KubernetesObject> pods = Chart.rendered(set).stream()
                .filter(object -> object.pod().isPresent())
                .toList();
        assertThat(pods).hasSizeGreaterThanOrEqualTo(2);
        return pods;
    }

    private static List<KubernetesObject> deployments(String set) {
        List<KubernetesObject> deployments = Chart.rendered(set).stream()
                .filter(object -> object.kind().equals("Deployment"))
                .toList();
        assertThat(deployments).extracting(KubernetesObject::component).containsExactly("admin-api", "gateway");
        return deployments;
    }

    /** Whose pods have all labels of a selector. */
    private static List<KubernetesObject> selected(List<KubernetesObject> objects, JsonNode selector) {
        assertThat(selector).isNotEmpty();
        return objects.stream()
                .filter(object -> object.pod().isPresent())
                .filter(object -> {
                    JsonNode labels = object.pod().orElseThrow().at("/metadata/labels");
                    return selector.properties().stream()
                            .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
                })
                .toList();
    }

    /** The files that a container finds. */
    private static Set<String> files(JsonNode spec, JsonNode container) {
        Set<String> files = new HashSet<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            JsonNode volume = stream(spec.path("volumes"))
                    .filter(candidate -> candidate.required("name").equals(mount.required("name")))
                    .findFirst()
                    .orElseThrow();
            Stream.concat(
                            stream(volume.at("/secret/items")).map(item -> item.required("path")),
                            stream(volume.at("/projected/sources"))
                                    .map(source -> source.at("/serviceAccountToken/path")))
                    .forEach(path -> files.add(mount.required("mountPath").stringValue() + "/" + path.stringValue()));
        }
        return files;
    }

    private static int seconds(Map<String, String> variables, String name) {
        String value = variables.getOrDefault(name, "");
        assertThat(value).as(name).matches("\\d+s");
        return Integer.parseInt(value.substring(0, value.length() - 1));
    }
}
