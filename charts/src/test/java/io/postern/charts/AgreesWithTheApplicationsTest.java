package io.postern.charts;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.DocumentationPage;
import io.postern.testing.RepositoryRoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A setting, a port or a path that is renamed in an application fails here, and not in somebody's cluster. */
class AgreesWithTheApplicationsTest {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    /** A setting that stands for another, as the application's own file says. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(postern\\.[a-z0-9.-]+)");

    static Stream<String> valueSets() {
        return Chart.valueSets();
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void variablesThenAreSettingsOfTheApplicationThatGetsThem(String set) throws IOException {
        for (KubernetesObject object : Chart.rendered(set)) {
            if (object.pod().isEmpty() || object.component().equals("test")) {
                continue;
            }
            Set<String> settings = variables(object.component().equals("gateway") ? "gateway" : "admin-api");
            assertThat(ContainerVariables.of(object.container()).names())
                    .as("%s", object)
                    .filteredOn(name -> !name.equals("JAVA_TOOL_OPTIONS"))
                    .isNotEmpty()
                    .allMatch(name -> settings.contains(name) || settings.contains(name.replaceFirst("_\\d+_.*", "")));
        }
    }

    @Test
    void portsThenAreThoseOfTheApplications() {
        for (KubernetesObject deployment : Chart.rendered("minimal")) {
            if (!deployment.kind().equals("Deployment")) {
                continue;
            }
            JsonNode application = application(deployment.component());
            assertThat(port(deployment, "http"))
                    .isEqualTo(application.at("/server/port").asInt());
            assertThat(port(deployment, "management"))
                    .isEqualTo(application.at("/management/server/port").asInt());
        }
    }

    @Test
    void probesThenAskTheHealthGroupsOfTheManagementPort() {
        for (KubernetesObject deployment : Chart.rendered("minimal")) {
            if (!deployment.kind().equals("Deployment")) {
                continue;
            }
            JsonNode application = application(deployment.component());
            assertThat(application
                            .at("/management/endpoint/health/probes/enabled")
                            .asBoolean())
                    .isTrue();
            assertThat(probe(deployment, "startupProbe")).isEqualTo("management/actuator/health/liveness");
            assertThat(probe(deployment, "livenessProbe")).isEqualTo("management/actuator/health/liveness");
            assertThat(probe(deployment, "readinessProbe")).isEqualTo("management/actuator/health/readiness");
            assertThat(application
                            .at("/management/endpoint/health/group/liveness")
                            .isMissingNode())
                    .as("liveness asks nothing but the process")
                    .isTrue();
        }
        assertThat(DocumentationPage.read("docs/operations.md")
                        .section("## Health and metrics")
                        .words())
                .contains("/actuator/health/liveness", "/actuator/health/readiness", "/actuator/prometheus");
    }

    @Test
    void gatewaysMetricWhenPodsAreScaledByItThenIsThere() {
        KubernetesObject scaler = Chart.one(Chart.rendered("everything"), "HorizontalPodAutoscaler", "postern-gateway");

        assertThat(scaler.at("/spec/metrics/1/pods/metric/name").asString()).isEqualTo("postern_calls_in_flight");
        assertThat(DocumentationPage.read("docs/operations.md").words()).contains("postern.calls.in.flight");
    }

    @Test
    void managementUrlThenLeadsToTheServiceOfTheGatewaysManagementPort() {
        List<KubernetesObject> objects = Chart.rendered("minimal");
        URI url = URI.create(ContainerVariables.of(
                        Chart.one(objects, "Deployment", "postern-admin-api").container())
                .literals()
                .getOrDefault("POSTERN_GATEWAY_MANAGEMENTURL", ""));

        assertThat(url.getHost()).isEqualTo("postern-gateway-management." + Chart.NAMESPACE);
        assertThat(url.getPort())
                .isEqualTo(Chart.one(objects, "Service", "postern-gateway-management")
                        .at("/spec/ports/0/port")
                        .asInt());
    }

    @Test
    void chartsVersionOfTheApplicationsThenIsTheProjects() throws IOException {
        Matcher project = Pattern.compile("<artifactId>postern</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(RepositoryRoot.path().resolve("pom.xml")));
        assertThat(project.find()).isTrue();

        assertThat(yaml(Chart.text("Chart.yaml")).required("appVersion").asString())
                .isEqualTo(project.group(1));
    }

    @Test
    void filesThatTemplatesTakeInThenAreThere() {
        JsonNode alerts = yaml(Chart.text("files/alerts.yaml"));
        assertThat(alerts.required("groups")).isNotEmpty();
        assertThat(Chart.one(Chart.rendered("everything"), "PrometheusRule", "postern-gateway")
                        .at("/spec"))
                .isEqualTo(alerts);
        assertThat(JsonMapper.shared()
                        .readTree(Chart.text("files/dashboard.json"))
                        .required("panels"))
                .isNotEmpty();
    }

    private static int port(KubernetesObject deployment, String name) {
        return KubernetesObject.stream(deployment.container().required("ports"))
                .filter(port -> port.required("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow()
                .required("containerPort")
                .asInt();
    }

    private static String probe(KubernetesObject deployment, String kind) {
        JsonNode get = deployment.container().at("/" + kind + "/httpGet");
        return get.required("port").asString() + get.required("path").asString();
    }

    private static JsonNode application(String component) {
        return yaml(file(component.equals("gateway") ? "gateway" : "admin-api"));
    }

    /** What an application is set to before anybody sets anything. */
    private static String file(String module) {
        try {
            return Files.readString(
                    RepositoryRoot.path().resolve(Path.of(module, "src/main/resources", module + ".yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode yaml(String text) {
        return JsonMapper.shared().valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(text));
    }

    /** The environment variables of an application's settings: its own, core's, and those of the libraries. */
    private static Set<String> variables(String module) throws IOException {
        String other = module.equals("gateway") ? "admin-api" : "gateway";
        Set<String> names = new TreeSet<>();
        PLACEHOLDER.matcher(file(module)).results().forEach(use -> names.add(use.group(1)));
        List<URL> files = new ArrayList<>(Collections.list(
                AgreesWithTheApplicationsTest.class.getClassLoader().getResources(METADATA)));
        assertThat(files).anyMatch(file -> isOf(file, module)).anyMatch(file -> isOf(file, other));
        files.removeIf(file -> isOf(file, other));
        for (URL file : files) {
            try (InputStream json = file.openStream()) {
                for (JsonNode property : JsonMapper.shared().readTree(json).required("properties")) {
                    names.add(property.required("name").stringValue());
                }
            }
        }
        Set<String> variables = new TreeSet<>();
        names.forEach(
                name -> variables.add(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT)));
        return variables;
    }

    /** A folder of classes or a jar of that module. */
    private static boolean isOf(URL metadata, String module) {
        return metadata.getPath().contains("/" + module + "/target/")
                || metadata.getPath().contains("/postern-" + module + "-");
    }
}
