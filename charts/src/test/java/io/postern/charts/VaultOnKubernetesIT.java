package io.postern.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.secret.RotatingSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStore;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.core.secret.vault.VaultStoreConfiguration;
import io.postern.testing.DocumentationPage;
import io.postern.testing.NeedsVault;
import io.postern.testing.VaultFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Both applications log in to Vault as the chart and docs/operations.md have them do it: with the variables that the chart
 * sets, tokens of its service accounts that the API server gives out and reviews, and the documented policies and roles.
 */
@Tag("kube")
@NeedsVault
class VaultOnKubernetesIT {

    private static final KubernetesApi KUBERNETES = KubernetesApi.shared();
    private static final VaultFixture VAULT = VaultFixture.ownServer();
    private static final SecretBundle VALUES = SecretBundle.of("key", SecretValue.of("value"));

    @TempDir
    static Path folder;

    @BeforeAll
    static void install() {
        KUBERNETES.createRestrictedNamespace(Chart.NAMESPACE);
        for (String component : List.of("admin-api", "gateway")) {
            createAccount(Chart.NAMESPACE, component);
        }
        String reviewer = reviewer();
        VaultCommands commands = new VaultCommands(VAULT.root());
        List<String> documented = VaultCommands.of(String.join(
                "\n",
                DocumentationPage.read("docs/operations.md")
                        .section("### Vault for the release")
                        .indented()));
        assertThat(documented).hasSize(7);
        for (String command : documented) {
            // A Vault outside of the cluster is told where it is, and whose token it may review others with.
            commands.run(
                    command.replace("https://kubernetes.default.svc", KUBERNETES.address()),
                    command.contains("auth/kubernetes/config")
                            ? Map.<String, Object>of(
                                    "kubernetes_ca_cert", KUBERNETES.authority(), "token_reviewer_jwt", reviewer)
                            : Map.of());
        }
    }

    @AfterAll
    static void stop() {
        VAULT.close();
    }

    @Test
    void adminApiWhenLoggedInThenWritesAndCanNotReadBack() throws IOException {
        try (AnnotationConfigApplicationContext adminApi = application("admin-api")) {
            SecretStore store = adminApi.getBean(SecretStore.class);
            SecretRef ref = put(store, "client_1/cred_1");

            assertThat(reason(store.read(ref))).isEqualTo(Reason.DENIED);
            await(store.destroyAll(ref.path()).thenReturn(true));
            assertThat(await(store.stored().collectList()))
                    .noneMatch(stored -> stored.ref().path().equals(ref.path()));
        }
    }

    @Test
    void gatewayWhenLoggedInThenReadsAndWritesOnlyWhatRotates() throws IOException {
        try (AnnotationConfigApplicationContext adminApi = application("admin-api");
                AnnotationConfigApplicationContext gateway = application("gateway")) {
            SecretRef ref = put(adminApi.getBean(SecretStore.class), "client_2/cred_2");
            SecretStore store = gateway.getBean(SecretStore.class);

            assertThat(await(store.read(ref))).isEqualTo(VALUES);
            assertThat(reason(store.put("client_2/cred_2", VALUES, OptionalLong.empty())))
                    .isEqualTo(Reason.DENIED);
            assertThat(reason(store.destroy(ref))).isEqualTo(Reason.DENIED);
            assertThat(reason(store.destroyAll(ref.path()))).isEqualTo(Reason.DENIED);
            assertThat(reason(store.stored().collectList())).isEqualTo(Reason.DENIED);

            RotatingSecrets rotating = gateway.getBean(RotatingSecrets.class);
            assertThat(await(rotating.write("client_2/cred_2", VALUES, 0))).isEqualTo(1);
            assertThat(await(rotating.read("client_2/cred_2")).values()).isEqualTo(VALUES);
            assertThat(reason(adminApi.getBean(RotatingSecrets.class).read("client_2/cred_2")))
                    .isEqualTo(Reason.DENIED);
        }
    }

    @Test
    void tokensOfVaultThenHaveTheirOwnPolicyAndNoMore() {
        assertThat(login("postern-gateway", token("gateway")).at("/auth/token_policies"))
                .extracting(JsonNode::asString)
                .containsExactlyInAnyOrder("default", "postern-gateway");
        assertThat(login("postern-admin-api", token("admin-api")).at("/auth/token_policies"))
                .extracting(JsonNode::asString)
                .containsExactlyInAnyOrder("default", "postern-admin-api");
    }

    @Test
    void loginWhenTheTokenIsAnotherAccountsThenIsRefused() {
        assertThatThrownBy(() -> login("postern-admin-api", token("gateway")))
                .hasMessageContaining("service account name not authorized");
        assertThatThrownBy(() -> login("postern-gateway", token("admin-api")))
                .hasMessageContaining("service account name not authorized");
    }

    @Test
    void loginWhenTheTokenIsForTheApiServerThenIsRefused() {
        String token = KUBERNETES.newToken(Chart.NAMESPACE, "postern-gateway", "https://kubernetes.default.svc");

        assertThatThrownBy(() -> login("postern-gateway", token)).hasMessageContaining("audience");
    }

    @Test
    void loginWhenTheAccountIsOfAnotherNamespaceThenIsRefused() {
        KUBERNETES.createRestrictedNamespace("elsewhere");
        createAccount("elsewhere", "gateway");
        String token = KUBERNETES.newToken("elsewhere", "postern-gateway", "vault");

        assertThatThrownBy(() -> login("postern-gateway", token)).hasMessageContaining("namespace not authorized");
    }

    /** Its signature is good still: only a review tells. */
    @Test
    void loginWhenTheAccountIsGoneThenIsRefused() {
        String token = token("gateway");
        String account = KubernetesApi.path(Chart.NAMESPACE, "v1", "ServiceAccount") + "/postern-gateway";

        assertThat(KUBERNETES.call("DELETE", account, null).status()).isEqualTo(200);
        try {
            // The API server learns of it from its own watch.
            Awaitility.await("refused")
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThatThrownBy(() -> login("postern-gateway", token))
                            .hasMessageContaining("403"));
        } finally {
            createAccount(Chart.NAMESPACE, "gateway");
        }
    }

    private static JsonNode login(String role, String token) {
        return VAULT.as("none").call("POST", "auth/kubernetes/login", Map.of("role", role, "jwt", token));
    }

    /** The store of an application that has the chart's variables; only the addresses are the test's. */
    private static AnnotationConfigApplicationContext application(String component) throws IOException {
        KubernetesObject deployment =
                Chart.one(Chart.rendered("minimal"), "Deployment", Chart.RELEASE + "-" + component);
        Map<String, Object> variables =
                new HashMap<>(ContainerVariables.of(deployment.container()).literals());
        assertThat(variables).containsKeys("POSTERN_VAULT_URI", "POSTERN_VAULT_KUBERNETES_TOKENFILE");
        variables.put("POSTERN_VAULT_URI", VAULT.address().toString());
        variables.put(
                "POSTERN_VAULT_KUBERNETES_TOKENFILE",
                Files.writeString(folder.resolve(component), token(component)).toString());
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
        application.setEnvironment(environment);
        application.register(VaultStoreConfiguration.class);
        application.refresh();
        return application;
    }

    /** What the kubelet would put into the projected volume. */
    private static String token(String component) {
        KubernetesObject deployment =
                Chart.one(Chart.rendered("minimal"), "Deployment", Chart.RELEASE + "-" + component);
        JsonNode pod = deployment.pod().orElseThrow().required("spec");
        String audience = KubernetesObject.stream(pod.required("volumes"))
                .filter(volume -> volume.has("projected"))
                .map(volume -> volume.at("/projected/sources/0/serviceAccountToken/audience")
                        .stringValue())
                .findFirst()
                .orElseThrow();
        return KUBERNETES.newToken(
                Chart.NAMESPACE, pod.required("serviceAccountName").stringValue(), audience);
    }

    private static void createAccount(String namespace, String component) {
        KubernetesObject account =
                Chart.one(Chart.rendered("minimal"), "ServiceAccount", Chart.RELEASE + "-" + component);
        Map<String, Object> created = Map.<String, Object>of(
                "metadata",
                Map.<String, Object>of("name", account.name(), "labels", account.at("/metadata/labels")),
                "automountServiceAccountToken",
                false);
        assertThat(KUBERNETES.create(namespace, "v1", "ServiceAccount", created).status())
                .isEqualTo(201);
    }

    /** A token that may review others' and nothing else. */
    private static String reviewer() {
        KUBERNETES.createRestrictedNamespace("vault");
        KUBERNETES.create(
                "vault",
                "v1",
                "ServiceAccount",
                Map.<String, Object>of("metadata", Map.<String, Object>of("name", "vault")));
        assertThat(KUBERNETES
                        .call(
                                "POST",
                                "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                                Map.<String, Object>of(
                                        "metadata", Map.<String, Object>of("name", "vault-reviews-tokens"),
                                        "roleRef",
                                                Map.<String, Object>of(
                                                        "apiGroup", "rbac.authorization.k8s.io",
                                                        "kind", "ClusterRole",
                                                        "name", "system:auth-delegator"),
                                        "subjects",
                                                List.of(Map.<String, Object>of(
                                                        "kind", "ServiceAccount",
                                                        "name", "vault",
                                                        "namespace", "vault"))))
                        .status())
                .isEqualTo(201);
        return KUBERNETES.newToken("vault", "vault", "https://kubernetes.default.svc");
    }

    private static SecretRef put(SecretStore store, String path) {
        return await(store.put(path, VALUES, OptionalLong.empty()));
    }

    private static Reason reason(Mono<?> refused) {
        try {
            refused.block(Duration.ofSeconds(30));
        } catch (SecretStoreException e) {
            return e.reason();
        }
        throw new AssertionError("it was allowed");
    }

    private static <T> T await(Mono<T> result) {
        return Objects.requireNonNull(result.block(Duration.ofSeconds(30)));
    }
}
