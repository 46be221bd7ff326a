package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What a gateway did is in the request log, under the id that its answers carried. */
@NeedsVault
@ExtendWith(SharedServers.class)
class RequestLogIT {

    private PosternServers servers;
    private Tenant tenant;
    private String target;
    private String proxy;

    @BeforeEach
    void proxy(PosternServers shared) {
        servers = shared;
        tenant = Tenant.create(shared);
        target = tenant.target();
        proxy = tenant.proxy(tenant.callerKey("key-1"), target, tenant.injectedToken("token-1"));
    }

    private JsonNode requests(String query) {
        return tenant.admin()
                .get(tenant.path() + "/requests" + query)
                .expect(200)
                .json()
                .at("/requests");
    }

    private static String id(HttpResponse<String> answer) {
        return answer.headers().firstValue("postern-request-id").orElseThrow();
    }

    private JsonNode request(HttpResponse<String> answer) {
        PosternServers.await(
                "the call is in the log",
                () -> requests("?requestId=" + id(answer)).size() == 1);
        return requests("?requestId=" + id(answer)).get(0);
    }

    @Test
    void callWhenAnsweredThenIsInTheLogWithoutItsQuery() {
        HttpResponse<String> answer = servers.get(proxy, "/orders/7?token=in-the-query", "key-1");
        assertThat(answer.statusCode()).isEqualTo(200);

        JsonNode request = request(answer);

        assertThat(request.at("/requestOutcome").stringValue()).isEqualTo("answered");
        assertThat(request.at("/requestStatus").intValue()).isEqualTo(200);
        assertThat(request.at("/requestPath").stringValue()).isEqualTo("/orders/7");
        assertThat(request.at("/proxyId").stringValue()).isEqualTo(proxy);
        assertThat(request.at("/targetId").stringValue()).isEqualTo(target);
        assertThat(request.at("/requestRegion").stringValue()).isEqualTo("eu-1");
        assertThat(request.at("/requestTotalMicros").longValue())
                .isGreaterThanOrEqualTo(request.at("/requestGatewayMicros").longValue());
        assertThat(request.toString()).doesNotContain("in-the-query", "key-1", "token-1");
    }

    @Test
    void callWhenRefusedThenTheLogSaysByWhomAndWhy() {
        String rule = tenant.rule("proxies/" + proxy, "{'effect':'deny','path':{'template':'/secret'}}");
        PosternServers.await(
                "the rule is there",
                () -> servers.get(proxy, "/secret", "key-1").statusCode() == 403);
        HttpResponse<String> denied = servers.get(proxy, "/secret", "key-1");
        HttpResponse<String> stranger = servers.get(proxy, "/secret", "wrong");

        assertThat(request(denied).at("/requestOutcome").stringValue()).isEqualTo("rule");
        assertThat(request(denied).at("/ruleId").stringValue()).isEqualTo(rule);
        assertThat(request(denied).at("/requestStatus").intValue()).isEqualTo(403);
        assertThat(request(stranger).at("/requestCode").stringValue()).isEqualTo("invalid_proxy_credential");
        assertThat(requests("?outcome=rule&code=invalid_proxy_credential")).isEmpty();
    }

    @Test
    void gatewayWhenKilledThenOnlyItsLastBatchMayBeMissingAndNothingIsThereTwice() throws Exception {
        List<String> before = new ArrayList<>();
        List<String> last = new ArrayList<>();
        try (GatewayProcess gateway = GatewayProcess.start(
                servers, Map.of("postern.gateway.request-log.instance", "killed"), proxy, "key-1")) {
            call(gateway, 60, before);
            PosternServers.await("they are written", () -> logged("killed").containsAll(before));
            call(gateway, 40, last);
            gateway.kill();
        }

        List<String> logged = logged("killed");
        assertThat(logged).doesNotHaveDuplicates().containsAll(before);
        // In the order in which they ended, up to where the writing broke off.
        List<String> lastLogged = last.stream().filter(logged::contains).toList();
        assertThat(lastLogged).isEqualTo(last.subList(0, lastLogged.size()));
    }

    @Test
    void gatewayWhenStoppedThenItsLastCallsAreWritten() throws Exception {
        List<String> calls = new ArrayList<>();
        try (GatewayProcess gateway = GatewayProcess.start(
                servers,
                Map.of(
                        "postern.gateway.request-log.instance", "stopped",
                        // So that only the stop writes them.
                        "postern.gateway.request-log.flush-interval", "1m"),
                proxy,
                "key-1")) {
            call(gateway, 30, calls);
            gateway.terminate();
        }

        assertThat(logged("stopped")).doesNotHaveDuplicates().containsAll(calls);
    }

    private void call(GatewayProcess gateway, int calls, List<String> ids) {
        for (int i = 0; i < calls; i++) {
            HttpResponse<String> answer = gateway.get(proxy, "/a", "key-1");
            assertThat(answer.statusCode()).isEqualTo(200);
            ids.add(id(answer));
        }
    }

    private List<String> logged(String gateway) {
        return DatabaseText.column(
                servers.database(), "select request_id from request_log where gateway_id = '" + gateway + "'");
    }
}
