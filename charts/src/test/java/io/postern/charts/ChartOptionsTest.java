package io.postern.charts;

import static io.postern.charts.KubernetesObject.stream;
import static io.postern.charts.KubernetesObject.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.Driver;
import tools.jackson.databind.JsonNode;

/** What single values do. */
class ChartOptionsTest {

    @Test
    void objectsWhenOnlyTheLeastIsSetThenAreTheseAlone() {
        assertThat(Chart.rendered("minimal"))
                .extracting(KubernetesObject::toString)
                .containsExactlyInAnyOrder(
                        "ServiceAccount postern-migration",
                        "Job postern-migration",
                        "ServiceAccount postern-admin-api",
                        "ServiceAccount postern-gateway",
                        "Service postern-admin-api",
                        "Service postern-admin-api-management",
                        "Service postern-gateway",
                        "Service postern-gateway-management",
                        "Deployment postern-admin-api",
                        "Deployment postern-gateway",
                        "PodDisruptionBudget postern-admin-api",
                        "PodDisruptionBudget postern-gateway");
    }

    @Test
    void gatewayWhenVaultIsAskedByKubernetesAuthThenHasATokenForVaultAlone() {
        KubernetesObject gateway = Chart.one(Chart.rendered("everything"), "Deployment", "postern-gateway");

        assertThat(variables(gateway))
                .containsEntry("POSTERN_VAULT_AUTHENTICATION", "kubernetes")
                .containsEntry("POSTERN_VAULT_KUBERNETES_PATH", "clusters/one")
                .containsEntry("POSTERN_VAULT_KUBERNETES_ROLE", "postern-gateway")
                .containsEntry("POSTERN_VAULT_KUBERNETES_TOKENFILE", "/var/run/secrets/postern-vault/token");
        JsonNode token = volume(gateway, "vault-token").at("/projected/sources/0/serviceAccountToken");
        assertThat(token.required("audience").asString()).isEqualTo("vault");
        assertThat(token.required("expirationSeconds").asInt()).isEqualTo(600);
    }

    @Test
    void applicationsWhenVaultIsAskedByAppRoleThenEachHasItsOwnSecret() {
        List<KubernetesObject> objects = Chart.rendered("approle");
        for (String component : List.of("admin-api", "gateway")) {
            KubernetesObject deployment = Chart.one(objects, "Deployment", "postern-" + component);

            assertThat(ContainerVariables.of(deployment.container()).fromSecrets())
                    .containsEntry("POSTERN_VAULT_APPROLE_ROLEID", "postern-vault-" + component + "/role-id");
            assertThat(volume(deployment, "approle").at("/secret/secretName").asString())
                    .isEqualTo("postern-vault-" + component);
            assertThat(variables(deployment))
                    .containsEntry("POSTERN_VAULT_NAMESPACE", "teams/platform")
                    .containsEntry("POSTERN_VAULT_CAFILE", "/etc/postern/vault-ca/ca.crt")
                    .containsEntry(
                            "POSTERN_VAULT_REFERENCES_ALLOWED",
                            "kv/data/teams/{clientId}/*,database/creds/{clientId}-app");
        }
    }

    @Test
    void keysOfCallersWhenThereAreSeveralThenStandInTheirOrder() {
        assertThat(variables(Chart.one(Chart.rendered("sealed"), "Deployment", "postern-gateway")))
                .containsEntry("POSTERN_CALLERHASH_KEYS_0_ID", "2026-11")
                .containsEntry("POSTERN_CALLERHASH_KEYS_0_KEYFILE", "/etc/postern/caller-hash/2026-11")
                .containsEntry("POSTERN_CALLERHASH_KEYS_1_ID", "2026-05")
                .containsEntry("POSTERN_SEALED_KEYSFILE", "/etc/postern/sealed/sealing.keys")
                .doesNotContainKey("POSTERN_VAULT_URI");
    }

    /** As the drivers themselves read them. */
    @ParameterizedTest
    @CsvSource({
        "minimal, db.internal, 5432, require, ",
        "sealed, db.internal, 6432, verify-full, /etc/postern/postgresql-ca/ca.crt",
        "everything, '[2001:db8::5]', 5432, verify-ca, /etc/postern/postgresql-ca/ca.crt"
    })
    void addressesOfPostgresqlThenMeanTheSameToBothDrivers(
            String set, String host, int port, String mode, String certificates) {
        List<KubernetesObject> objects = Chart.rendered(set);
        ConnectionFactoryOptions reactive = ConnectionFactoryOptions.parse(
                variables(Chart.one(objects, "Deployment", "postern-gateway")).get("SPRING_R2DBC_URL"));
        Properties blocking = Objects.requireNonNull(Driver.parseURL(
                variables(Chart.one(objects, "Job", "postern-migration")).get("SPRING_FLYWAY_URL"), new Properties()));

        assertThat(reactive.getValue(ConnectionFactoryOptions.HOST)).isEqualTo(host);
        assertThat(reactive.getValue(ConnectionFactoryOptions.PORT)).isEqualTo(port);
        assertThat(reactive.getValue(ConnectionFactoryOptions.DATABASE)).isEqualTo("postern");
        assertThat(reactive.getValue(Option.valueOf("sslMode"))).isEqualTo(mode);
        assertThat(reactive.getValue(Option.valueOf("sslRootCert"))).isEqualTo(certificates);
        assertThat(blocking.getProperty("PGHOST")).isEqualTo(host);
        assertThat(blocking.getProperty("PGPORT")).isEqualTo(String.valueOf(port));
        assertThat(blocking.getProperty("PGDBNAME")).isEqualTo("postern");
        assertThat(blocking.getProperty("sslmode")).isEqualTo(mode);
        assertThat(blocking.getProperty("sslrootcert")).isEqualTo(certificates);
    }

    @Test
    void memoryOfTheJvmThenFollowsTheLimit() {
        assertThat(variables(Chart.one(Chart.rendered("everything"), "Deployment", "postern-gateway")))
                .containsEntry(
                        "JAVA_TOOL_OPTIONS",
                        "-XX:MaxRAMPercentage=50 -XX:MaxDirectMemorySize=307m -XX:+ExitOnOutOfMemoryError -Djava.net.preferIPv4Stack=true");
        assertThat(variables(Chart.one(Chart.rendered("minimal"), "Deployment", "postern-gateway")))
                .containsEntry(
                        "JAVA_TOOL_OPTIONS",
                        "-XX:MaxRAMPercentage=50 -XX:MaxDirectMemorySize=204m -XX:+ExitOnOutOfMemoryError");
    }

    @Test
    void settingsWhenGivenByNameThenBecomeVariables() {
        assertThat(variables(Chart.one(Chart.rendered("everything"), "Deployment", "postern-gateway")))
                .containsEntry("POSTERN_GATEWAY_SECRETS_MAXENTRIES", "1000000")
                .containsEntry("POSTERN_GATEWAY_UPSTREAM_BREAKER_ENABLED", "false")
                .containsEntry("POSTERN_GATEWAY_SECRETS_TTL", "10m");
    }

    /** Links are only made to begin with a URL that somebody wrote, or that has TLS. */
    @ParameterizedTest
    @CsvSource({
        "'{}', http://postern-gateway.postern:8080, false",
        "'gateway: {publicUrl: \"https://g.example.com/edge\"}', https://g.example.com/edge, true",
        "'gateway: {publicUrl: \"http://g.internal\"}', http://g.internal, true",
        "'gateway: {ingress: {enabled: true, host: g.example.com}}', http://g.example.com, false",
        "'gateway: {ingress: {enabled: true, host: g.example.com, tls: {existingSecret: t}}}', https://g.example.com, true",
        "'gateway: {httpRoute: {enabled: true, parentRefs: [{name: p}], hostnames: [h.example.com]}}', https://h.example.com, true"
    })
    void publicUrlThenIsWhereAppsReachTheGateway(String values, String url, boolean ofLinks) {
        String name = "POSTERN_GATEWAY_PUBLICURL";
        List<KubernetesObject> rendered = Chart.renderedWith(values);
        assertThat(variables(Chart.one(rendered, "Deployment", "postern-admin-api")))
                .containsEntry(name, url);
        assertThat(variables(Chart.one(rendered, "Deployment", "postern-gateway"))
                        .getOrDefault(name, "none"))
                .isEqualTo(ofLinks ? url : "none");
    }

    @Test
    void imagesThenAreTakenFromWhereTheValuesSay() {
        assertThat(image("minimal", "postern-admin-api")).isEqualTo("postern/admin-api:0.1.0-SNAPSHOT");
        assertThat(image("minimal", "postern-gateway")).isEqualTo("postern/gateway:0.1.0-SNAPSHOT");
        assertThat(image("names", "edge-gateway"))
                .isEqualTo("registry.internal:5000/mirror/company/postern-gateway:1.2.3");
        assertThat(image("names", "edge-admin-api"))
                .startsWith("registry.internal:5000/mirror/postern/admin-api@sha256:0123");
    }

    private static String image(String set, String deployment) {
        return Chart.one(Chart.rendered(set), "Deployment", deployment)
                .container()
                .required("image")
                .stringValue();
    }

    @Test
    void replicasWhenScaledByThemselvesThenAreLeftToTheScaler() {
        for (KubernetesObject deployment : Chart.rendered("everything")) {
            if (deployment.kind().equals("Deployment")) {
                assertThat(deployment.at("/spec/replicas").isMissingNode()).isTrue();
            }
        }
        assertThat(Chart.one(Chart.rendered("everything"), "HorizontalPodAutoscaler", "postern-admin-api")
                        .at("/spec/metrics"))
                .hasSize(1);
    }

    @Test
    void gatewayWhenThereIsARedisThenKnowsItAndMayGoThere() {
        List<KubernetesObject> objects = Chart.rendered("everything");

        assertThat(variables(Chart.one(objects, "Deployment", "postern-gateway")))
                .containsEntry("POSTERN_GATEWAY_LIMIT_REDIS_URL", "rediss://redis.internal:6380/2")
                .containsEntry("POSTERN_GATEWAY_LIMIT_REDIS_USERNAME", "postern")
                .containsEntry("POSTERN_GATEWAY_LIMIT_REDIS_PASSWORDFILE", "/etc/postern/redis/password")
                .containsEntry("POSTERN_GATEWAY_LIMIT_REDIS_CAFILE", "/etc/postern/redis-ca/ca.crt");
        assertThat(stream(Chart.one(objects, "NetworkPolicy", "postern-gateway").at("/spec/egress"))
                        .filter(rule -> rule.at("/ports/0/port").asInt(0) == 6380)
                        .map(rule -> rule.at("/to/0/ipBlock/cidr").asString()))
                .containsExactly("10.4.4.4/32");
        assertThat(Chart.one(objects, "Deployment", "postern-admin-api").json().toString())
                .doesNotContain("redis");
    }

    @Test
    void gatewayWhenThereIsACollectorThenSendsSpansAndMayGoThere() {
        List<KubernetesObject> objects = Chart.rendered("everything");
        KubernetesObject gateway = Chart.one(objects, "Deployment", "postern-gateway");

        assertThat(variables(gateway))
                .containsEntry("POSTERN_GATEWAY_TRACE_ENDPOINT", "https://collector.observability:4318/v1/traces")
                .containsEntry("POSTERN_GATEWAY_TRACE_SAMPLE", "0.05")
                .containsEntry("POSTERN_GATEWAY_TRACE_FOLLOWCALLER", "false")
                .containsEntry("POSTERN_GATEWAY_TRACE_HEADERSFILE", "/etc/postern/trace/headers")
                .containsEntry("POSTERN_GATEWAY_TRACE_CAFILE", "/etc/postern/trace-ca/ca.crt");
        assertThat(volume(gateway, "trace").at("/secret/secretName").asString()).isEqualTo("collector-login");
        assertThat(volume(gateway, "trace-ca").at("/secret/items/0/key").asString())
                .isEqualTo("root.pem");
        assertThat(stream(Chart.one(objects, "NetworkPolicy", "postern-gateway").at("/spec/egress"))
                        .filter(rule -> rule.at("/ports/0/port").asInt(0) == 4318)
                        .map(rule -> rule.at("/to/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                                .asString()))
                .containsExactly("observability");
        assertThat(Chart.one(objects, "Deployment", "postern-admin-api").json().toString())
                .doesNotContain("collector");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "0, 0", "0.5, 0.5", "0.00001, 0.00001"})
    void sampleThenIsANumberThatTheGatewayReads(String value, double read) {
        assertThat(Double.parseDouble(variables(Chart.one(
                                Chart.renderedWith("gateway: {trace: {endpoint: \"http://c:4318/v1/traces\", sample: "
                                        + value + "}}"),
                                "Deployment",
                                "postern-gateway"))
                        .getOrDefault("POSTERN_GATEWAY_TRACE_SAMPLE", "")))
                .isEqualTo(read);
    }

    @Test
    void gatewayWhenThereIsNoCollectorThenItsOtherSettingsStayFree() {
        assertThat(variables(Chart.one(
                        Chart.renderedWith(
                                "gateway: {settings: {postern.gateway.trace.endpoint: \"http://c/v1/traces\"}}"),
                        "Deployment",
                        "postern-gateway")))
                .containsEntry("POSTERN_GATEWAY_TRACE_ENDPOINT", "http://c/v1/traces")
                .doesNotContainKeys("POSTERN_GATEWAY_TRACE_SAMPLE", "POSTERN_GATEWAY_TRACE_HEADERSFILE");
    }

    @Test
    void testsCallThenShowsTheCredentialThatTheSecretHolds() {
        KubernetesObject pod = Chart.one(Chart.rendered("everything"), "Pod", "postern-test");

        assertThat(pod.at("/metadata/annotations/helm.sh~1hook").asString()).isEqualTo("test");
        assertThat(texts(pod.container().required("args")))
                .containsSequence(
                        "--header",
                        "@/etc/postern/test/header",
                        "http://postern-gateway.postern:80/api/prx_01/v1/status")
                .contains("--fail-with-body");
    }

    @Test
    void notesThenSayWhatComesNext() {
        assertThat(Chart.notes("minimal"))
                .contains(
                        "kubectl -n postern wait deployment --selector app.kubernetes.io/instance=postern --for condition=Available",
                        "kubectl -n postern port-forward service/postern-admin-api 8081:8081",
                        "helm test postern --namespace postern --logs",
                        "Nobody can log in to it yet");
        assertThat(Chart.notes("sealed")).doesNotContain("Nobody can log in");
    }

    private static Map<String, String> variables(KubernetesObject workload) {
        return ContainerVariables.of(workload.container()).literals();
    }

    private static JsonNode volume(KubernetesObject workload, String name) {
        return stream(workload.pod().orElseThrow().at("/spec/volumes"))
                .filter(volume -> volume.required("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
