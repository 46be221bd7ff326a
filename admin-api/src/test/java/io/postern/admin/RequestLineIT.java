package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The line that each request has in the log. */
class RequestLineIT extends RunningAdminApi {

    private static final Logger REQUESTS = (Logger) LoggerFactory.getLogger("postern.requests");
    private static final String TARGET = "{'targetName':'named-canary','targetRegion':'eu',"
            + "'targetBaseURL':'https://a.example','targetTestPath':'/'}";

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @Autowired
    private Environment environment;

    @BeforeEach
    void listen() {
        lines.start();
        REQUESTS.addAppender(lines);
    }

    @AfterEach
    void leave() {
        REQUESTS.detachAppender(lines);
    }

    @Test
    void lineWhenAResourceIsMadeThenItsIdIsThatOfTheAnswerAndOfTheAudit() {
        Api user = newUser();
        String client = user.newClient();
        Api.Answer made = user.post("/api/clients/" + client + "/targets?note=in-the-query", Api.json(TARGET));
        String requestId = made.expect(201).header("postern-request-id");
        Map<String, String> line = pairs(line(requestId));

        assertThat(line)
                .containsEntry("method", "POST")
                .containsEntry("route", "/api/clients/{clientId}/targets")
                .containsEntry("clientId", client)
                .containsEntry("status", "201")
                .containsKey("micros")
                .doesNotContainKey("code");
        assertThat(line(requestId).getMessage()).isEqualTo("answered");
        assertThat(Rows.of(DATABASE, "select user_id from audit where request_id = '" + requestId + "'"))
                .containsExactly(line.get("userId"));
        assertThat(told()).doesNotContain("named-canary", "a.example", "in-the-query", user.token());
    }

    @Test
    void lineWhenTheTokenIsWrongThenSaysSoAndNothingOfIt() {
        Api stranger = api().as("u-token-canary");
        Api.Answer refused = stranger.get("/api/clients/not-an-id-of-ours/targets");
        Map<String, String> line = pairs(line(refused.expect(401).header("postern-request-id")));

        assertThat(line)
                .containsEntry("code", "unauthenticated")
                .containsEntry("status", "401")
                .doesNotContainKeys("userId", "clientId");
        assertThat(told()).doesNotContain("token-canary", "not-an-id-of-ours");
    }

    @Test
    void lineWhenThePathIsNoneThenItIsNotRepeated() {
        Api.Answer missing = api().get("/api/clients/path-canary/no-such-thing");
        Map<String, String> line = pairs(line(missing.expect(404).header("postern-request-id")));

        assertThat(line).containsEntry("code", "not_found").doesNotContainKeys("route", "clientId");
        assertThat(told()).doesNotContain("path-canary", "no-such-thing");
    }

    @Test
    void lineWhenAHandlerRefusesThenHasTheCodeAndTheUser() {
        Api user = newUser();
        Api.Answer refused = user.post("/api/clients/" + user.newClient() + "/targets", "{}");
        Map<String, String> line = pairs(line(refused.expect(422).header("postern-request-id")));

        assertThat(line)
                .containsEntry("code", "validation_failed")
                .containsEntry("status", "422")
                .containsKey("userId");
    }

    @Test
    void lineWhenWrittenAsJsonThenHasTheNamesOfTheSchema() {
        String requestId = api().get("/api/clients").expect(200).header("postern-request-id");
        LoggerContext context = new LoggerContext();
        context.putObject(Environment.class.getName(), environment);
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat("ecs");
        encoder.start();

        JsonNode json = JsonMapper.shared().readTree(encoder.encode(line(requestId)));

        assertThat(json.at("/service/name").stringValue()).isEqualTo("postern-admin-api");
        assertThat(json.at("/log/logger").stringValue()).isEqualTo("postern.requests");
        assertThat(json.get("http.request.id").stringValue()).isEqualTo(requestId);
        assertThat(json.get("http.request.method").stringValue()).isEqualTo("GET");
        assertThat(json.get("http.route").stringValue()).isEqualTo("/api/clients");
        assertThat(json.get("http.response.status_code").intValue()).isEqualTo(200);
        assertThat(json.get("event.duration").longValue() % 1_000).isZero();
        assertThat(json.has("user.id")).isTrue();
    }

    private ILoggingEvent line(String requestId) {
        return Awaitility.await()
                .until(
                        () -> List.copyOf(lines.list).stream()
                                .filter(event -> requestId.equals(pairs(event).get("requestId")))
                                .toList(),
                        found -> !found.isEmpty())
                .get(0);
    }

    private String told() {
        return List.copyOf(lines.list).stream()
                .map(event -> event.getFormattedMessage() + pairs(event))
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> pairs(ILoggingEvent event) {
        return event.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    }
}
