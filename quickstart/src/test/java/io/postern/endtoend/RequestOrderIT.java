package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretRef;
import io.postern.testing.NeedsVault;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call that is denied touches neither the secret store nor the target, whichever way it comes. */
@NeedsVault
@ExtendWith(SharedServers.class)
class RequestOrderIT {

    /** How a call comes: one entry, and no side door. */
    enum Way {
        HTTP(""),
        EVENT_STREAM("Accept: text/event-stream\r\n"),
        WEB_SOCKET("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");

        private final String headers;

        Way(String headers) {
            this.headers = headers;
        }
    }

    /** A proxy, and how it denies. */
    enum Denial {
        UNKNOWN_PROXY(404, "proxy_not_found"),
        BAD_KEY(401, "invalid_proxy_credential"),
        NO_KEY(401, "invalid_proxy_credential"),
        AMBIGUOUS_PATH(400, "ambiguous_path"),
        AMBIGUOUS_QUERY(400, "ambiguous_query"),
        TWO_KEYS(400, "ambiguous_header"),
        PROXY_CREDENTIAL_RULE(403, "denied_by_rule"),
        TARGET_CREDENTIAL_RULE(403, "denied_by_rule"),
        TARGET_RULE(403, "denied_by_rule"),
        PROXY_RULE(403, "denied_by_rule"),
        DEFAULT(403, "denied_by_rule"),
        INACTIVE(403, "proxy_inactive"),
        RATE_LIMITED(429, "rate_limited");

        private final int status;
        private final String code;

        Denial(int status, String code) {
            this.status = status;
            this.code = code;
        }
    }

    private static final String KEY = "the-key";
    private static final String DENY = "{'effect':'deny','path':{'template':'/a'}}";

    private PosternServers servers;
    private Tenant tenant;
    private String target;
    private String caller;
    private String injected;

    @BeforeEach
    void tenant(PosternServers shared) {
        servers = shared;
        tenant = Tenant.create(shared);
        target = tenant.target();
        caller = tenant.callerKey(KEY);
        injected = tenant.injectedToken("token-1");
    }

    @ParameterizedTest
    @EnumSource(Denial.class)
    void callWhenDeniedThenNeitherVaultNorTheTargetIsTouchedWhicheverWayItComes(Denial denial) {
        String proxy = proxy(denial);
        int readsBefore = reads().size();
        int callsBefore = servers.target().received(tenant.base()).size();
        for (Way way : Way.values()) {
            String answer = call(request(denial, proxy), way);

            assertThat(answer)
                    .as("%s over %s", denial, way)
                    .startsWith("HTTP/1.1 " + denial.status + " ")
                    .contains("postern-error-source: gateway")
                    .contains("\"code\":\"" + denial.code + "\"");
            assertThat(reads()).as("%s over %s", denial, way).hasSize(readsBefore);
            assertThat(servers.target().received(tenant.base()))
                    .as("%s over %s", denial, way)
                    .hasSize(callsBefore);
        }
    }

    /** The same two counters move when a call is allowed, so they would have moved above. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void callWhenAllowedThenBothAreTouchedOnce(Way way) {
        String proxy = tenant.proxy(caller, target, injected);

        call("GET /api/" + proxy + "/a HTTP/1.1\r\nAuthorization: " + KEY + "\r\n", way);

        assertThat(reads()).hasSize(1);
        assertThat(servers.target().received(tenant.base())).hasSize(1);
    }

    private String proxy(Denial denial) {
        switch (denial) {
            case PROXY_CREDENTIAL_RULE -> tenant.rule("credentials/" + caller, DENY);
            case TARGET_CREDENTIAL_RULE -> tenant.rule("credentials/" + injected, DENY);
            case TARGET_RULE -> tenant.rule("targets/" + target, DENY);
            default -> {
                // what the request or the proxy itself is denied for
            }
        }
        String more = switch (denial) {
            case DEFAULT -> ",'proxyDefaultRuleEffect':'deny'";
            case INACTIVE -> ",'proxyActive':false";
            case RATE_LIMITED -> ",'proxyMaxRequestsPerMinute':1";
            default -> "";
        };
        String proxy = tenant.proxy(caller, target, injected, more);
        if (denial == Denial.PROXY_RULE) {
            tenant.rule("proxies/" + proxy, DENY);
            PosternServers.await(
                    "the rule counts", () -> servers.get(proxy, "/a", KEY).statusCode() == 403);
        }
        if (denial == Denial.RATE_LIMITED) {
            useUp(proxy);
        }
        return proxy;
    }

    /** And gives the proxy a secret that the gateway has not read yet. */
    private void useUp(String proxy) {
        assertThat(servers.get(proxy, "/a", KEY).statusCode()).isEqualTo(200);
        tenant.admin()
                .put(tenant.path() + "/credentials/" + injected, "{'credentialSecret':{'token':'token-2'}}")
                .expect(200);
        servers.awaitPlan(proxy, plan -> plan.injection().secret() instanceof SecretRef ref && ref.version() == 2);
    }

    private static String request(Denial denial, String proxy) {
        String key = "Authorization: " + KEY + "\r\n";
        return switch (denial) {
            case UNKNOWN_PROXY -> "GET /api/prx_unknown/a HTTP/1.1\r\n" + key;
            case BAD_KEY -> "GET /api/" + proxy + "/a HTTP/1.1\r\nAuthorization: other\r\n";
            case NO_KEY -> "GET /api/" + proxy + "/a HTTP/1.1\r\n";
            case TWO_KEYS -> "GET /api/" + proxy + "/a HTTP/1.1\r\n" + key + key;
            case AMBIGUOUS_PATH -> "GET /api/" + proxy + "/x/%2e%2e/a HTTP/1.1\r\n" + key;
            case AMBIGUOUS_QUERY -> "GET /api/" + proxy + "/a?%FF=1 HTTP/1.1\r\n" + key;
            default -> "GET /api/" + proxy + "/a HTTP/1.1\r\n" + key;
        };
    }

    private String call(String request, Way way) {
        try (RawCaller app = new RawCaller(servers.gatewayPort())) {
            app.write(request + "Host: gateway\r\n" + way.headers + "\r\n");
            return app.answer();
        }
    }

    private List<String> reads() {
        return servers.tap().reads().stream()
                .filter(read -> read.contains(injected))
                .toList();
    }
}
