package io.postern.charts;

import io.postern.testing.RepositoryRoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Kubernetes' own API server, from {@code tools/kube-api}, and Helm beside it. It starts in seconds where both were built
 * before; building them needs Go and takes minutes. What was started ends with the JVM.
 */
final class KubernetesApi {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String address;
    private final String token;
    private final Path authority;
    private final String kubeconfig;
    private final String helm;
    private final HttpClient http;

    /**
     * @param status of HTTP
     * @param warnings what the server has against the object although it took it
     */
    record Answer(int status, List<String> warnings, JsonNode body) {}

    private KubernetesApi(JsonNode announced, String helm) {
        this.address = announced.required("address").stringValue();
        this.token = announced.required("token").stringValue();
        this.authority = Path.of(announced.required("authority").stringValue());
        this.kubeconfig = announced.required("kubeconfig").stringValue();
        this.helm = helm;
        this.http = HttpClient.newBuilder().sslContext(trusting(authority)).build();
    }

    /** The one server of this JVM. */
    static KubernetesApi shared() {
        return Shared.INSTANCE;
    }

    String address() {
        return address;
    }

    /** The PEM certificate that its own was signed with. */
    String authority() {
        try {
            return Files.readString(authority);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the command printed. */
    String helm(String... arguments) {
        return Program.run(
                2,
                Map.of(
                        "KUBECONFIG", kubeconfig,
                        "KUBECACHEDIR", kubeconfig + ".cache",
                        "HELM_CACHE_HOME", kubeconfig + ".cache",
                        "HELM_CONFIG_HOME", kubeconfig + ".cache",
                        "HELM_DATA_HOME", kubeconfig + ".cache"),
                Stream.concat(Stream.of(helm), Stream.of(arguments)).toList());
    }

    Answer call(String method, String path, @Nullable Object body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(), response.headers().allValues("Warning"), JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Creates an object, strictly: unknown and doubled fields are errors. */
    Answer create(String namespace, String apiVersion, String kind, Object object) {
        return call("POST", path(namespace, apiVersion, kind) + "?fieldValidation=Strict", object);
    }

    /** Where the objects of a kind lie in a namespace. */
    static String path(String namespace, String apiVersion, String kind) {
        String plural = kind.toLowerCase(Locale.ROOT).replaceFirst("y$", "ie").replaceFirst("s$", "se") + "s";
        return (apiVersion.equals("v1") ? "/api/v1" : "/apis/" + apiVersion) + "/namespaces/" + namespace + "/"
                + plural;
    }

    /** A namespace that takes no pod which is not restricted, and warns of workloads whose pods would not be. */
    void createRestrictedNamespace(String name) {
        Answer answer = call(
                "POST",
                "/api/v1/namespaces",
                Map.of(
                        "metadata",
                        Map.of(
                                "name",
                                name,
                                "labels",
                                Map.of(
                                        "pod-security.kubernetes.io/enforce", "restricted",
                                        "pod-security.kubernetes.io/warn", "restricted"))));
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.body().toString());
        }
        // A controller makes it in a real cluster.
        create(name, "v1", "ServiceAccount", Map.of("metadata", Map.of("name", "default")));
    }

    /** Defines the kinds of {@code charts/src/test/crds}, and returns when they are served. */
    void defineKinds() {
        for (String file : List.of("httproute", "servicemonitor", "prometheusrule")) {
            KubernetesObject definition = KubernetesObject.parse(
                            text(RepositoryRoot.path().resolve("charts/src/test/crds/" + file + ".yaml")))
                    .get(0);
            Answer answer = call(
                    "POST",
                    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?fieldValidation=Strict",
                    definition.json());
            if (answer.status() != 201 && answer.status() != 409) {
                throw new IllegalStateException(answer.body().toString());
            }
            String group = definition.at("/spec/group").stringValue() + "/v1";
            Awaitility.await(definition.name())
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> call(
                                            "GET",
                                            path(
                                                    "default",
                                                    group,
                                                    definition
                                                            .at("/spec/names/kind")
                                                            .stringValue()),
                                            null)
                                    .status()
                            == 200);
        }
    }

    /** A token of a service account, as a kubelet gets it for a projected volume. */
    String newToken(String namespace, String account, String audience) {
        Answer answer = call(
                "POST",
                "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token",
                Map.<String, Object>of(
                        "spec", Map.<String, Object>of("audiences", List.of(audience), "expirationSeconds", 600)));
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.body().toString());
        }
        return answer.body().at("/status/token").stringValue();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLContext trusting(Path authority) {
        try (InputStream certificates = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(certificates)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Not in the class below, whose initialisation waits for what other threads do here. */
    private static KubernetesApi started() {
        List<String> programs = Program.run(
                        15,
                        Map.of(),
                        List.of(RepositoryRoot.path()
                                .resolve("tools/kube-api/build")
                                .toString()))
                .lines()
                .toList();
        try {
            Path folder = Files.createTempDirectory("postern-kubernetes");
            Path output = folder.resolve("output.txt");
            Process process = new ProcessBuilder(programs.get(0), "-dir", folder.toString())
                    .redirectOutput(output.toFile())
                    .redirectError(folder.resolve("errors.txt").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                process.destroyForcibly();
                process.onExit().join();
                FileSystemUtils.deleteRecursively(folder.toFile());
            }));
            Optional<JsonNode> announced = Awaitility.await("the API server of tools/kube-api")
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> announced(process, folder, output), Optional::isPresent);
            return new KubernetesApi(announced.orElseThrow(), programs.get(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<JsonNode> announced(Process process, Path folder, Path output) {
        String printed = text(output);
        if (!process.isAlive()) {
            throw new IllegalStateException(printed + text(folder.resolve("errors.txt")));
        }
        return printed.endsWith("\n") ? Optional.of(JSON.readTree(printed)) : Optional.empty();
    }

    private static final class Shared {

        static final KubernetesApi INSTANCE = started();
    }
}
