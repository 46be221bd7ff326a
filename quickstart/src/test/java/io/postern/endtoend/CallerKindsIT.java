package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which an app says who it is, through the whole product: none of it reaches the target. */
@NeedsVault
@ExtendWith(SharedServers.class)
class CallerKindsIT {

    private static final String SHARED_SECRET = "a-shared-secret-of-at-least-32-bytes";
    private static final TestSigner SIGNER = new TestSigner("signer-1");
    private static final long FAR = 4_102_444_800L;

    private PosternServers servers;
    private Tenant tenant;

    @BeforeEach
    void tenant(PosternServers shared) {
        servers = shared;
        tenant = Tenant.create(shared);
        servers.target().on("/jwks/", RecordingTarget.answering("200 OK", SIGNER.keySet()));
    }

    /**
     * One kind of caller.
     *
     * @param shown what lets it in, {@code header: value} or {@code ?query}
     * @param refused what does not
     */
    record CallerKind(
            String name, String kind, String config, String secret, List<String> shown, List<String> refused) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<CallerKind> kinds() {
        String basic = "Authorization: Basic " + base64("app:open sesame");
        String signed = SIGNER.token("{'iss':'https://issuer.example','aud':'postern','exp':" + FAR + "}");
        String expired = SIGNER.token("{'iss':'https://issuer.example','aud':'postern','exp':1}");
        String otherIssuer = SIGNER.token("{'iss':'https://other.example','aud':'postern','exp':" + FAR + "}");
        String otherSigner =
                new TestSigner("signer-1").token("{'iss':'https://issuer.example','aud':'postern','exp':" + FAR + "}");
        String shared = TestSigner.sharedToken(SHARED_SECRET, "{'exp':" + FAR + "}");
        return Stream.of(
                new CallerKind(
                        "apiKey",
                        "apiKey",
                        "{}",
                        "{'key':'app-key-1'}",
                        List.of(
                                "Authorization: app-key-1",
                                "Authorization: Bearer app-key-1",
                                "X-API-Key: app-key-1",
                                "?Authorization=app-key-1"),
                        List.of("Authorization: app-key-2", "X-API-Key: app-key-", "?Authorization=", "X-None: 1")),
                new CallerKind(
                        "bearer",
                        "bearer",
                        "{}",
                        "{'token':'app-token-1'}",
                        List.of("Authorization: Bearer app-token-1"),
                        List.of("Authorization: Bearer app-token-2", "X-None: 1")),
                new CallerKind(
                        "basicAuth",
                        "basicAuth",
                        "{}",
                        "{'username':'app','password':'open sesame'}",
                        List.of(basic),
                        List.of("Authorization: Basic " + base64("app:open sesamf"), "Authorization: open sesame")),
                new CallerKind(
                        "jwt",
                        "jwt",
                        "{}",
                        "{'token':'" + shared + "'}",
                        List.of("Authorization: Bearer " + shared),
                        List.of("Authorization: Bearer " + signed)),
                new CallerKind(
                        "jwtVerify with published keys",
                        "jwtVerify",
                        "{'jwksUri':'JWKS','issuer':'https://issuer.example','audience':'postern'}",
                        "",
                        List.of("Authorization: Bearer " + signed),
                        List.of(
                                "Authorization: Bearer " + expired,
                                "Authorization: Bearer " + otherIssuer,
                                "Authorization: Bearer " + otherSigner,
                                "Authorization: Bearer " + shared,
                                "X-None: 1")),
                new CallerKind(
                        "jwtVerify with a shared secret",
                        "jwtVerify",
                        "{}",
                        "{'sharedSecret':'" + SHARED_SECRET + "'}",
                        List.of("Authorization: Bearer " + shared),
                        List.of(
                                "Authorization: Bearer "
                                        + TestSigner.sharedToken(SHARED_SECRET + "x", "{'exp':" + FAR + "}"),
                                "Authorization: Bearer " + signed)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void callWhenTheCallerIsKnownThenItPassesAndItsKeyDoesNot(CallerKind kind) {
        String config = kind.config().replace("JWKS", servers.target().url() + "/jwks/" + tenant.base());
        String caller = tenant.caller(kind.kind(), config, kind.secret());
        String proxy = tenant.proxy(caller, tenant.target(), tenant.injectedToken("the-target-token"));

        for (String shown : kind.shown()) {
            HttpResponse<String> answer = call(proxy, shown);
            assertThat(answer.statusCode()).as(shown + answer.body()).isEqualTo(200);
            String arrived = servers.target().last(tenant.base());
            assertThat(arrived).contains("Authorization: Bearer the-target-token\r\n");
            assertThat(arrived.replace("Authorization: Bearer the-target-token\r\n", ""))
                    .as(shown)
                    .doesNotContainIgnoringCase("Authorization")
                    .doesNotContainIgnoringCase("X-API-Key")
                    .doesNotContain(shown.substring(shown.lastIndexOf(' ') + 1));
        }
        for (String refused : kind.refused()) {
            HttpResponse<String> answer = call(proxy, refused);
            assertThat(answer.statusCode()).as(refused).isEqualTo(401);
            assertThat(answer.body()).contains("\"code\":\"invalid_proxy_credential\"");
        }
        assertThat(servers.target().received(tenant.base())).hasSameSizeAs(kind.shown());
    }

    @Test
    void callWhenARuleLooksAtTheTokenThenItsClaimsDecide() {
        String caller = tenant.caller("jwtVerify", "{}", "{'sharedSecret':'" + SHARED_SECRET + "'}");
        String proxy =
                tenant.proxy(caller, tenant.target(), tenant.injectedToken("t"), ",'proxyDefaultRuleEffect':'deny'");
        tenant.rule(
                "proxies/" + proxy,
                "{'effect':'allow','token':[{'claim':'scope','value':{'pattern':'read'},'presence':'present'}]}");
        String reader = TestSigner.sharedToken(SHARED_SECRET, "{'exp':" + FAR + ",'scope':'read'}");
        String other = TestSigner.sharedToken(SHARED_SECRET, "{'exp':" + FAR + ",'scope':'none'}");

        PosternServers.await(
                "the rule counts",
                () -> servers.get(proxy, "/x", "Bearer " + reader).statusCode() == 200);
        assertThat(servers.get(proxy, "/x", "Bearer " + other).statusCode()).isEqualTo(403);
    }

    private HttpResponse<String> call(String proxy, String shown) {
        if (shown.startsWith("?")) {
            return servers.call("GET", "/api/" + proxy + "/a" + shown, null);
        }
        String[] header = shown.split(": ", 2);
        return servers.call("GET", "/api/" + proxy + "/a", null, header[0], header[1]);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
