package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every curl line and request of the published Targets API document runs as it stands; only host, token and ids are filled in. */
class TargetsDocumentIT extends RunningAdminApi {

    private static final Pattern CURL =
            Pattern.compile("curl -X [A-Z]+ \"[^\"]*\"(?: \\\\\n-H \"[^\"]*\")*(?: \\\\\n-d '[^']*')?");

    private static final Pattern REQUEST =
            Pattern.compile("Request\n((?:GET|POST|PUT|DELETE) .*?)(?=Request Body\n|Response\n)", Pattern.DOTALL);
    private static final Pattern RESPONSE = Pattern.compile("Response\n(\\{.*?\n})Example", Pattern.DOTALL);
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    /** What answers have beyond the document: an id also where it shows none, and a field of our own. */
    private static final Set<String> ADDED =
            Set.of("pKey", "sKey", "targetId", "targetEncodedSlashes", "targetOwnLinks");

    @Test
    void requestsWhenSentAsTheyStandThenTheWholeAnswersAreTheDocuments() throws Exception {
        String clientId = api().newClient();
        List<String> requests = all(REQUEST);
        List<JsonNode> responses =
                all(RESPONSE).stream().map(JsonMapper.shared()::readTree).toList();
        assertThat(requests).hasSize(5);
        assertThat(responses).hasSize(5);

        JsonNode created = send(requests.get(1), 201, clientId, "");
        String targetId = created.at("/targets/0/sKey").stringValue();
        assertDocumented(created, responses.get(1), clientId, targetId);
        assertDocumented(send(requests.get(0), 200, clientId, ""), responses.get(0), clientId, targetId);
        assertDocumented(send(requests.get(2), 200, clientId, targetId), responses.get(2), clientId, targetId);
        assertDocumented(send(requests.get(3), 200, clientId, targetId), responses.get(3), clientId, targetId);
        assertThat(send(requests.get(4), 200, clientId, targetId)).isEqualTo(responses.get(4));
    }

    /** Member by member; ids and times are this run's. */
    private static void assertDocumented(JsonNode answer, JsonNode documented, String clientId, String targetId) {
        assertThat(answer.propertyNames()).isEqualTo(documented.propertyNames());
        assertThat(answer.get("message")).isEqualTo(documented.get("message"));
        assertThat(answer.get("targets")).hasSize(1);
        JsonNode record = answer.at("/targets/0");
        JsonNode wanted = documented.at("/targets/0");
        for (String name : wanted.propertyNames()) {
            String value = record.path(name).asString();
            switch (name) {
                case "pKey", "clientId", "parentId" ->
                    assertThat(value).as(name).isEqualTo(clientId);
                case "sKey" -> assertThat(value).isEqualTo(targetId);
                case "userId" -> assertThat(value).startsWith("usr_");
                case "targetCreatedAt", "targetUpdatedAt" -> assertThat(value).matches(TIME);
                default -> assertThat(record.get(name)).as(name).isEqualTo(wanted.get(name));
            }
        }
        assertThat(record.propertyNames())
                .allSatisfy(name -> assertThat(wanted.has(name) || ADDED.contains(name))
                        .as(name)
                        .isTrue());
        assertThat(record.get("sKey").stringValue())
                .isEqualTo(record.get("targetId").stringValue())
                .isEqualTo(targetId);
    }

    /** The lines of a request in the document, octet for octet; HTTP needs the length of the body beside them. */
    private JsonNode send(String request, int status, String clientId, String targetId) throws IOException {
        String[] parts = request.strip()
                .replace("{clientId}", clientId)
                .replace("{targetId}", targetId)
                .replace("{user_token}", ADMIN_TOKEN)
                .split("\n(?=\\{)", 2);
        String body = parts.length == 2 ? parts[1] : "";
        String head = parts[0].replace("\n", "\r\n") + "\r\nConnection: close\r\n"
                + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").containsIgnoringCase("\r\nContent-Length: ");
            return JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
        }
    }

    @Test
    void curlLinesWhenRunInTheirOrderThenAnswerAsDocumented() throws Exception {
        String clientId = api().newClient();
        List<String> lines = all(CURL);
        assertThat(lines).hasSize(5);

        JsonNode empty = run(lines.get(0), 200, Map.of("CLIENT_ID", clientId));
        assertThat(empty.toString()).isEqualTo("{\"targets\":[],\"message\":\"Success\"}");

        JsonNode created = run(lines.get(1), 201, Map.of("CLIENT_ID", clientId));
        assertThat(created.get("message").stringValue()).isEqualTo("Target created successfully");
        JsonNode target = created.at("/targets/0");
        String targetId = target.get("targetId").stringValue();
        assertThat(target.get("pKey").stringValue()).isEqualTo(clientId);
        assertThat(target.get("sKey").stringValue()).isEqualTo(targetId).startsWith("tgt_");
        assertThat(target.get("targetName").stringValue()).isEqualTo("Stripe API");
        assertThat(target.get("targetBaseURL").stringValue()).isEqualTo("https://api.stripe.com");
        assertThat(target.get("targetTestPath").stringValue()).isEqualTo("/v1/customers");
        assertThat(target.get("targetRegion").stringValue()).isEqualTo("us-east-1");
        assertThat(target.get("targetDefaultRuleEffect").stringValue()).isEqualTo("allow");
        assertThat(target.get("clientId").stringValue()).isEqualTo(clientId);
        assertThat(target.get("parentId").stringValue()).isEqualTo(clientId);
        assertThat(target.get("userId").stringValue()).startsWith("usr_");
        assertThat(target.get("targetCreatedAt").stringValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")
                .isEqualTo(target.get("targetUpdatedAt").stringValue());

        Map<String, String> ids = Map.of("CLIENT_ID", clientId, "TARGET_ID", targetId);
        JsonNode read = run(lines.get(2), 200, ids);
        assertThat(read.get("message").stringValue()).isEqualTo("Success");
        assertThat(read.at("/targets/0")).isEqualTo(target);
        assertThat(run(lines.get(0), 200, ids).at("/targets/0")).isEqualTo(target);

        JsonNode updated = run(lines.get(3), 200, ids);
        assertThat(updated.get("message").stringValue()).isEqualTo("Target updated successfully");
        JsonNode after = updated.at("/targets/0");
        assertThat(after.get("targetName").stringValue()).isEqualTo("Stripe API (Updated)");
        assertThat(after.get("targetBaseURL").stringValue()).isEqualTo("https://api.stripe.com/v2");
        assertThat(after.get("targetTestPath")).isEqualTo(target.get("targetTestPath"));
        assertThat(after.get("targetDefaultRuleEffect")).isEqualTo(target.get("targetDefaultRuleEffect"));
        assertThat(after.get("targetCreatedAt")).isEqualTo(target.get("targetCreatedAt"));

        JsonNode deleted = run(lines.get(4), 200, ids);
        assertThat(deleted.toString()).isEqualTo("{\"message\":\"Target deleted successfully\"}");
        run(lines.get(2), 404, ids);
    }

    private JsonNode run(String line, int status, Map<String, String> variables)
            throws IOException, InterruptedException {
        String script = "curl() { command curl -sS -w '\\n%{http_code}' \"$@\"; }\n"
                + line.replace("https://api.requestrocket.com", "http://localhost:" + port);
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", script);
        bash.environment().putAll(variables);
        bash.environment().put("USER_TOKEN", ADMIN_TOKEN);
        bash.environment().put("no_proxy", "localhost");
        bash.redirectErrorStream(true);
        Process process = bash.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        int end = output.lastIndexOf('\n');
        assertThat(output.substring(end + 1)).as(output).isEqualTo(Integer.toString(status));
        return JsonMapper.shared().readTree(output.substring(0, end));
    }

    private static List<String> all(Pattern pattern) throws IOException {
        try (InputStream document =
                Objects.requireNonNull(TargetsDocumentIT.class.getResourceAsStream("/seeds/targets-api.txt"))) {
            return pattern.matcher(new String(document.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map(found -> found.group(found.groupCount()))
                    .toList();
        }
    }
}
