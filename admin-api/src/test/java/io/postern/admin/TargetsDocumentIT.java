package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every curl line of the published Targets API document runs as it stands; only host, token and ids are filled in. */
class TargetsDocumentIT extends RunningAdminApi {

    private static final Pattern CURL =
            Pattern.compile("curl -X [A-Z]+ \"[^\"]*\"(?: \\\\\n-H \"[^\"]*\")*(?: \\\\\n-d '[^']*')?");

    @Test
    void curlLinesWhenRunInTheirOrderThenAnswerAsDocumented() throws Exception {
        String clientId = api().newClient();
        List<String> lines = curlLines();
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

    private static List<String> curlLines() throws IOException {
        try (InputStream document =
                Objects.requireNonNull(TargetsDocumentIT.class.getResourceAsStream("/seeds/targets-api.txt"))) {
            Matcher matcher = CURL.matcher(new String(document.readAllBytes(), StandardCharsets.UTF_8));
            List<String> lines = new ArrayList<>();
            while (matcher.find()) {
                lines.add(matcher.group());
            }
            return lines;
        }
    }
}
