package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testing.DocumentationPage;
import io.postern.testing.RepositoryRoot;
import io.postern.testing.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a reader pastes out of the pages does what the pages say. Only the public API of the examples is a local one here. */
class DocsIT {

    private static final String PUBLIC_API = "https://api.github.com";
    private static final String GITHUB_TOKEN = "ghp_of-a-reader";
    /** For every kind's secret: long enough for a key, without spaces, and Base64. */
    private static final String A_VALUE = "aValueOfMoreThan64Bytes" + "x".repeat(65);

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final TestCertificates.Issued CLIENT = new TestCertificates().client("app");

    @TempDir
    static Path folder;

    private static DisposableServer api;
    private static RunningQuickstart quickstart;

    @BeforeAll
    static void start() {
        api = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> response.sendString(Mono.just(request.method() + " " + request.uri()
                        + " with " + request.requestHeaders().get("authorization"))))
                .bindNow();
        quickstart = RunningQuickstart.start(folder.resolve(".postern"), "--allow", "127.0.0.1/32:" + api.port())
                .ready();
    }

    @AfterAll
    static void stop() {
        quickstart.close();
        api.disposeNow();
    }

    @Test
    void readmeWhenItsStepsArePastedThenTheApiSeesItsTokenAndOnlyAllowedCalls() throws Exception {
        String block = DocumentationPage.read("README.md")
                .section("## Five minutes to a real API")
                .fenced("bash")
                .get(0);
        int calls = block.lastIndexOf("\n\n");
        // The facts that the calls need, told by the steps themselves: the calls are then made until the change is
        // there.
        String told = paste(withoutSleep(block.substring(0, calls)) + "\nprintf '\\n%s\\n%s\\n' \"$proxy\" \"$key\"");
        String[] lines = told.strip().split("\n", -1);
        String facts = "proxy=" + lines[lines.length - 2] + " key=" + lines[lines.length - 1] + " gateway="
                + quickstart.facts().gatewayUrl() + "\n";
        List<String> curls = block.substring(calls)
                .lines()
                .filter(line -> line.startsWith("curl "))
                .toList();
        assertThat(curls).hasSize(2);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(paste(facts + curls.get(0)))
                        .isEqualTo("GET /repos/torvalds/linux with Bearer " + GITHUB_TOKEN));
        assertThat(JSON.readTree(paste(facts + curls.get(1))).at("/error/code").stringValue())
                .isEqualTo("denied_by_rule");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(quickstart.log())
                        .as("docs/operations.md: the line of a refused call has its pairs")
                        .contains("code=denied_by_rule", "path=/user", "scope=proxy")
                        .doesNotContain(GITHUB_TOKEN));
    }

    @Test
    void apiGuideWhenItsExamplesRunInTheirOrderThenNoneFails() throws Exception {
        DocumentationPage page = DocumentationPage.read("docs/api.md");

        String answers = paste(String.join("\n", page.fenced("bash")));

        assertThat(answers)
                .contains("\"decision\":\"allowed\"", "\"decision\":\"ambiguous_path\"", "\"failedSide\":\"none\"")
                .contains("Rule deleted successfully", "Target deleted successfully");
    }

    static Stream<String> credentialPages() throws IOException {
        try (Stream<Path> pages = Files.list(RepositoryRoot.path().resolve("docs/credentials"))) {
            return pages.map(page -> "docs/credentials/" + page.getFileName()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("credentialPages")
    void credentialExampleWhenPostedThenAccepted(String page) throws Exception {
        List<ObjectNode> examples = DocumentationPage.read(page).indented().stream()
                .filter(block -> block.startsWith("{"))
                .map(block -> (ObjectNode) JSON.readTree(block))
                .toList();
        if (!page.endsWith("README.md")) {
            assertThat(examples).as("examples of " + page).isNotEmpty();
        }
        for (ObjectNode example : examples) {
            example.put("credentialName", page).put("credentialRegion", "local");
            if (example.get("credentialSecret") instanceof ObjectNode secret) {
                secret.properties().forEach(value -> secret.put(value.getKey(), valueOf(value.getKey())));
            }
            HttpResponse<String> answer = post("/credentials", example);
            assertThat(answer.statusCode()).as(example + " " + answer.body()).isEqualTo(201);
        }
    }

    private static String valueOf(String name) {
        return switch (name) {
            case "certificate" -> CLIENT.certificatePem();
            case "privateKey" -> CLIENT.privateKeyPem();
            case "pkcs12" -> CLIENT.pkcs12(A_VALUE);
            default -> A_VALUE;
        };
    }

    @Test
    void ruleExamplesWhenPostedThenAcceptedAndAnsweredAsWritten() throws Exception {
        List<JsonNode> examples = new ArrayList<>();
        for (String page : List.of("docs/api.md", "docs/concepts.md")) {
            DocumentationPage.read(page).fenced("json").stream()
                    .map(JSON::readTree)
                    .filter(document -> document.has("effect"))
                    .forEach(examples::add);
        }
        assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
        for (JsonNode example : examples) {
            HttpResponse<String> answer =
                    post("/proxies/" + quickstart.facts().proxyId() + "/rules", (ObjectNode) example);
            assertThat(answer.statusCode()).as(example + " " + answer.body()).isEqualTo(201);
            JsonNode rule = JSON.readTree(answer.body()).at("/rules/0");
            assertThat(example.propertyNames())
                    .allSatisfy(
                            member -> assertThat(rule.has(member)).as(member).isTrue());
            delete("/proxies/" + quickstart.facts().proxyId() + "/rules/"
                    + rule.get("ruleId").stringValue());
        }
    }

    private static String withoutSleep(String script) {
        return script.lines().filter(line -> !line.startsWith("sleep ")).reduce("", (all, line) -> all + line + "\n");
    }

    /** Runs a script as a reader's shell does, in the folder where {@code ./run} was started. */
    private static String paste(String script) throws IOException, InterruptedException {
        ProcessBuilder bash = new ProcessBuilder(
                        "bash", "-euo", "pipefail", "-c", script.replace(PUBLIC_API, "http://127.0.0.1:" + api.port()))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        bash.environment().put("GITHUB_TOKEN", GITHUB_TOKEN);
        bash.environment().put("no_proxy", "127.0.0.1");
        Process process = bash.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static HttpResponse<String> post(String path, ObjectNode document) throws Exception {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(document.toString())));
    }

    private static void delete(String path) throws Exception {
        assertThat(send(request(path).DELETE()).statusCode()).isEqualTo(200);
    }

    private static HttpRequest.Builder request(String path) {
        Facts facts = quickstart.facts();
        return HttpRequest.newBuilder(URI.create(facts.adminUrl() + "/api/clients/" + facts.clientId() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", facts.userToken());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
