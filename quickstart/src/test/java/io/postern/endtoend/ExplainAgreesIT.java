package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What {@code explain} says of a request is what the gateway does with it. */
@NeedsVault
@ExtendWith(SharedServers.class)
class ExplainAgreesIT {

    private PosternServers servers;
    private Tenant tenant;
    private String proxy;

    @BeforeEach
    void proxyWithRulesInAllScopes(PosternServers shared) {
        servers = shared;
        tenant = Tenant.create(shared);
        String target = tenant.target();
        String caller = tenant.callerKey("key-1");
        String injected = tenant.injectedToken("token-1");
        tenant.rule("targets/" + target, "{'effect':'deny','path':{'template':'/internal/{any}'}}");
        tenant.rule("credentials/" + caller, "{'effect':'deny','methods':['DELETE']}");
        // The last two never get as far as the rules.
        for (String header : new String[] {"x-danger", "authorization", "x-forwarded-for"}) {
            tenant.rule(
                    "credentials/" + injected,
                    "{'effect':'deny','headers':[{'name':{'pattern':'^" + header + "$'},'presence':'present'}]}");
        }
        tenant.rule(
                "targets/" + target,
                "{'effect':'deny','query':[{'name':{'pattern':'^Authorization$'},'presence':'present'}]}");
        proxy = tenant.proxy(caller, target, injected, ",'proxyDefaultRuleEffect':'deny'");
        tenant.rule("proxies/" + proxy, "{'effect':'allow','path':{'pattern':'^/(v1|internal)/.*'}}");
        tenant.rule(
                "proxies/" + proxy,
                "{'effect':'deny','priority':10,'query':[{'name':{'pattern':'admin'},'value':{'pattern':'1'},"
                        + "'presence':'present'}]}");
        PosternServers.await(
                "the rules count",
                () -> servers.get(proxy, "/v1/a?admin=1", "key-1").statusCode() == 403
                        && servers.get(proxy, "/v1/a", "key-1").statusCode() == 200);
    }

    /**
     * A request.
     *
     * @param status of the gateway's answer
     * @param decision of the explanation
     */
    record Row(String method, String path, String query, String header, int status, String decision) {}

    static Stream<Row> rows() {
        return Stream.of(
                new Row("GET", "/v1/a", "", "", 200, "allowed"),
                new Row("GET", "/v1/%61", "", "", 200, "allowed"),
                new Row("GET", "/v2/a", "", "", 403, "denied_by_rule"),
                new Row("GET", "/internal/a", "", "", 403, "denied_by_rule"),
                new Row("GET", "/intern%61l/a", "", "", 403, "denied_by_rule"),
                new Row("GET", "/v1/../internal/a", "", "", 400, "ambiguous_path"),
                new Row("GET", "/v1//a", "", "", 400, "ambiguous_path"),
                new Row("GET", "/v1/a%2Fb", "", "", 400, "ambiguous_path"),
                new Row("GET", "/v1/%252e%252e/a", "", "", 400, "ambiguous_path"),
                new Row("DELETE", "/v1/a", "", "", 403, "denied_by_rule"),
                new Row("POST", "/v1/a", "", "", 200, "allowed"),
                new Row("GET", "/v1/a", "admin=1", "", 403, "denied_by_rule"),
                new Row("GET", "/v1/a", "%61dmin=1", "", 403, "denied_by_rule"),
                new Row("GET", "/v1/a", "admin=2", "", 200, "allowed"),
                new Row("GET", "/v1/a", "", "X-Danger", 403, "denied_by_rule"),
                new Row("GET", "/v1/a", "", "Authorization-Extra", 200, "allowed"),
                new Row("GET", "/v1/a", "Authorization=key-1", "", 200, "allowed"),
                new Row("GET", "/v1/a", "", "X-Forwarded-For", 200, "allowed"),
                new Row("GET", "/v1/a", "%FF=1", "", 400, "ambiguous_query"),
                new Row("GET", "", "", "", 403, "denied_by_rule"),
                new Row("TRACE", "/v1/a", "", "", 405, "method_not_allowed"));
    }

    @Test
    void explainWhenAskedThenAgreesWithTheGateway() {
        rows().forEach(row -> {
            Admin.Answer explanation = explain(row);
            assertThat(explanation.at("/explanations/0/decision"))
                    .as(row.toString())
                    .isEqualTo(row.decision());
            HttpResponse<String> answer = call(row);
            assertThat(answer.statusCode()).as(row + answer.body()).isEqualTo(row.status());
            if (row.status() != 200) {
                assertThat(answer.body()).as(row.toString()).contains("\"code\":\"" + row.decision() + "\"");
            }
            if (row.status() == 403) {
                assertDecidingRuleIsTheSame(explanation, answer);
            }
        });
    }

    private static void assertDecidingRuleIsTheSame(Admin.Answer explanation, HttpResponse<String> answer) {
        String scope =
                JsonMapper.shared().readTree(answer.body()).at("/error/scope").asString();
        String rule =
                JsonMapper.shared().readTree(answer.body()).at("/error/ruleId").asString("null");
        assertThat(explanation.json().at("/explanations/0/scopes"))
                .anyMatch(explained -> explained.at("/scope").asString().equals(scope)
                        && explained.at("/effect").asString().equals("deny")
                        && explained.at("/ruleId").asString("null").equals(rule));
    }

    private Admin.Answer explain(Row row) {
        ObjectNode document = JsonMapper.shared()
                .createObjectNode()
                .put("method", row.method())
                .put("path", row.path())
                .put("query", row.query());
        if (!row.header().isEmpty()) {
            document.putObject("headers").put(row.header(), "1");
        }
        return tenant.admin()
                .send("POST", tenant.path() + "/proxies/" + proxy + "/explain", document.toString())
                .expect(200);
    }

    private HttpResponse<String> call(Row row) {
        String path = "/api/" + proxy + row.path() + (row.query().isEmpty() ? "" : "?" + row.query());
        return row.header().isEmpty()
                ? servers.call(row.method(), path, null, "Authorization", "key-1")
                : servers.call(row.method(), path, null, "Authorization", "key-1", row.header(), "1");
    }
}
