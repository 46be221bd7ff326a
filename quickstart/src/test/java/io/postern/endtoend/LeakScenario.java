package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretRef;
import io.postern.testing.VaultFixture;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@link NoSecretLeaksIT} lets happen: every way in which Postern meets a secret, and every failure beside it. */
final class LeakScenario {

    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");
    private static final long FAR = 4_102_444_800L;

    private final PosternServers servers;
    private final VaultFixture vault;
    private final Canaries canaries;
    private final Tenant tenant;
    private final String appKey;
    private final String caller;
    private final String token;
    private final String injected;
    private final List<String> gatewayAnswers = new ArrayList<>();
    private final List<String> management = new ArrayList<>();
    private final Set<String> shownToTargets = new TreeSet<>();

    LeakScenario(PosternServers servers, VaultFixture vault, Canaries canaries) {
        this.servers = servers;
        this.vault = vault;
        this.canaries = canaries;
        tenant = Tenant.create(servers);
        appKey = canaries.add("app key");
        caller = tenant.callerKey(appKey);
        token = shown("target token");
        injected = tenant.injectedToken(token);
    }

    /** A secret that its target gets to see. */
    private String shown(String name) {
        shownToTargets.add(name);
        return canaries.add(name);
    }

    /** Every kind on both sides, and rotations. */
    void succeed() {
        String custom = "{'inject':[{'in':'%s','name':'%s','value':'v={{key}}'}]}";
        for (String kind : List.of("apiKey", "jwt", "custom")) {
            String name = kind.equals("jwt") ? "token" : "key";
            String config = kind.equals("custom") ? custom.formatted("header", "X-Custom") : "{}";
            call(tenant.injected(kind, config, "{'" + name + "':'" + shown(kind + " secret") + "'}"), "/a", "");
        }
        call(
                tenant.injected("apiKey", "{'in':'query','name':'k'}", "{'key':'" + shown("query secret") + "'}"),
                "/a?q=" + canaries.add("query value").replace("+", "%2B"),
                "");
        call(
                tenant.injected("basicAuth", "{}", "{'username':'robot','password':'" + shown("basic password") + "'}"),
                "/a",
                canaries.add("body value"));
        call(
                tenant.injected("custom", custom.formatted("path", "k"), "{'key':'" + shown("path secret") + "'}"),
                "/x%7B%7Bk%7D%7D",
                "");
        call(
                tenant.injected("custom", custom.formatted("body", "k"), "{'key':'" + shown("body secret") + "'}"),
                "/a",
                "{\"a\":\"{{k}}\"}");
        succeedSigning();
        succeedAsOtherCallers();
        String rotated = tenant.injectedToken(shown("before rotation"));
        String proxy = tenant.proxy(caller, tenant.target(), rotated);
        get(proxy, "/a", appKey);
        put("credentials/" + rotated, "{'credentialSecret':{'token':'" + shown("after rotation") + "'}}");
        servers.awaitPlan(proxy, plan -> plan.injection().secret() instanceof SecretRef ref && ref.version() == 2);
        get(proxy, "/a", appKey);
        put("credentials/" + caller, "{'credentialSecret':{'key':'" + canaries.add("second app key") + "'}}");
    }

    /** The keys themselves are shown to nobody. */
    private void succeedSigning() {
        call(
                tenant.injected(
                        "awsSigV4",
                        "{'service':'s3','region':'eu-1'}",
                        "{'accessKeyId':'AKID','secretAccessKey':'" + canaries.add("aws secret key")
                                + "','sessionToken':'" + shown("aws session token") + "'}"),
                "/a",
                canaries.add("signed body"));
        call(
                tenant.injected(
                        "hmac",
                        "{'sign':'{{method}}{{body}}','inject':[{'in':'header','name':'X-Sig','value':"
                                + "'{{secret:id}}:{{signature:hex}}'}]}",
                        "{'key':'" + canaries.add("hmac key") + "','id':'" + shown("hmac id") + "'}"),
                "/a",
                canaries.add("body of an hmac"));
        call(
                tenant.injected(
                        "hmac",
                        "{'httpMessageSignature':{'components':['@method','content-digest'],'algorithm':'hmac-sha256'}}",
                        "{'key':'" + canaries.add("message signature key") + "'}"),
                "/a",
                "");
    }

    private void succeedAsOtherCallers() {
        String password = canaries.add("caller password");
        String basic = Base64.getEncoder().encodeToString(("app:" + password).getBytes(StandardCharsets.UTF_8));
        String bearer = canaries.add("caller token");
        String secret = canaries.add("shared secret of a caller 0123456789");
        String signed = canaries.put("token of a caller", TestSigner.sharedToken(secret, "{'exp':" + FAR + "}"));
        String fixed = canaries.put("fixed jwt", TestSigner.sharedToken(secret, "{'sub':'x','exp':" + FAR + "}"));
        expect(200, proxy("basicAuth", "{'username':'app','password':'" + password + "'}"), "Basic " + basic);
        expect(200, proxy("bearer", "{'token':'" + bearer + "'}"), "Bearer " + bearer);
        expect(200, proxy("jwt", "{'token':'" + fixed + "'}"), "Bearer " + fixed);
        String verified = proxy("jwtVerify", "{'sharedSecret':'" + secret + "'}");
        expect(200, verified, "Bearer " + signed);
        for (String claims : List.of("{'exp':1}", "{'nbf':" + FAR + "}", "[]", "{'exp':'never'}")) {
            expect(401, verified, "Bearer " + canaries.put("bad " + claims, TestSigner.sharedToken(secret, claims)));
        }
        String other = TestSigner.sharedToken(canaries.add("not the shared secret 0123456789"), "{'exp':" + FAR + "}");
        expect(401, verified, "Bearer " + canaries.put("badly signed", other));
        expect(401, verified, "Bearer " + canaries.add("no jwt") + ".a.b");
        String keysAway = tenant.caller("jwtVerify", "{'jwksUri':'" + servers.closedUrl() + "/keys'}", "");
        String published = new TestSigner("k").token("{'exp':" + FAR + "}");
        expect(
                503,
                tenant.proxy(keysAway, tenant.target(), injected),
                "Bearer " + canaries.put("token without keys", published));
    }

    private String proxy(String kind, String secret) {
        return tenant.proxy(tenant.caller(kind, "{}", secret), tenant.target(), injected);
    }

    private void expect(int status, String proxy, String authorization) {
        assertThat(get(proxy, "/a", authorization)).isEqualTo(status);
    }

    /** What the gateway refuses by itself. */
    void failAtTheGateway() {
        String proxy = tenant.proxy(caller, tenant.target(), injected);
        String wrong = canaries.add("wrong key");
        String encoded = Base64.getEncoder().encodeToString(wrong.getBytes(StandardCharsets.UTF_8));
        for (String authorization : List.of(wrong, "Bearer " + wrong, "Basic " + encoded, "Digest x=" + wrong)) {
            expect(401, proxy, authorization);
        }
        keep(servers.call("GET", "/api/" + proxy + "/a", null, "X-API-Key", wrong));
        keep(servers.call("GET", "/api/" + proxy + "/a?Authorization=" + wrong.replace("+", "%2B"), null));
        keep(servers.call("GET", "/api/prx_none/a", null, "Authorization", wrong));
        String query = canaries.add("bad query").replace("+", "%2B");
        expect(400, proxy + "/a?%FF=" + query, appKey);
        for (String head : List.of(
                "GET /api/" + proxy + "/a b HTTP/1.1\r\nAuthorization: " + wrong,
                "GET /api/" + proxy + "/a HTTP/1.1\r\nAuthorization : " + wrong,
                "GET /api/" + proxy + "/a HTTP/1.1\r\nX-Long: " + wrong + "x".repeat(40_000),
                "GET /api/" + proxy + "/a?" + query + "y".repeat(20_000) + " HTTP/1.1\r\nX: 1",
                "POST /api/" + proxy + "/a HTTP/1.1\r\nContent-Length: " + wrong,
                "GET /api/" + proxy + "/a HTTP/9.9" + wrong + "\r\nAuthorization: " + wrong)) {
            gatewayAnswers.add(
                    RawCaller.attempt(servers.gatewayPort(), head + "\r\nHost: gateway\r\nConnection: close\r\n\r\n"));
        }
        String limited = tenant.proxy(caller, tenant.target(), injected, ",'proxyMaxRequestsPerMinute':1");
        expect(200, limited, appKey);
        expect(429, limited, appKey);
        tenant.rule("proxies/" + proxy, "{'effect':'deny','path':{'template':'/denied'}}");
        PosternServers.await("the rule counts", () -> get(proxy, "/denied", appKey) == 403);
        failToInject();
    }

    private void failToInject() {
        String custom = "{'inject':[{'in':'%s','name':'k','value':'{{key}}'}]}";
        for (String place : List.of("path", "body")) {
            String unplaced =
                    tenant.injected("custom", custom.formatted(place), "{'key':'" + canaries.add("unplaced") + "'}");
            call(unplaced, "/a", "{\"a\":1}");
            call(unplaced, "/a", "{\"a\":\"" + canaries.add("unreadable body"));
        }
        call(tenant.injectedToken(canaries.add("not ascii") + "ä"), "/a", "");
    }

    /** Targets that are away, broken, slow, or that say no. */
    void failAtTheTarget() {
        RecordingTarget target = servers.target();
        target.on("/fail", RecordingTarget.answering("500 Oh", "broken"));
        target.on("/no", RecordingTarget.answering("401 Unauthorized", "no"));
        target.on("/garbage", (head, socket) -> RecordingTarget.write(socket, "GARBAGE " + head));
        target.on("/status", (head, socket) -> RecordingTarget.write(socket, "HTTP/1.1 2x0 " + head));
        target.on(
                "/length",
                (head, socket) -> RecordingTarget.write(
                        socket, "HTTP/1.1 200 OK\r\nContent-Length: " + oneLine(head) + "\r\n\r\n"));
        target.on(
                "/chunk",
                (head, socket) -> RecordingTarget.write(
                        socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + oneLine(head) + "\r\n"));
        target.on("/cut", (head, socket) -> {
            RecordingTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\nhalf");
            socket.close();
        });
        target.on("/hang", (head, socket) -> {});
        for (String path : List.of("/fail", "/no", "/garbage", "/status", "/length", "/chunk", "/cut")) {
            testTarget(callTarget(target.url() + path));
        }
        callTarget(target.url() + "/hang");
        testTarget(callTarget(servers.closedUrl()));
        testTarget(callTarget("https://127.0.0.1:" + target.port()));
    }

    private static String oneLine(String head) {
        return head.replace("\r\n", " ");
    }

    /** Over HTTP and as a WebSocket; returns the target. */
    private String callTarget(String url) {
        String target = tenant.target(url);
        String proxy = tenant.proxy(caller, target, injected, ",'proxyTimeouts':{'firstByteMillis':500}");
        gatewayAnswers.add(RawCaller.attempt(
                servers.gatewayPort(),
                "GET /api/" + proxy + "/a HTTP/1.1\r\nHost: g\r\nConnection: close\r\nAuthorization: " + appKey
                        + "\r\n\r\n"));
        gatewayAnswers.add(RawCaller.ask(
                servers.gatewayPort(),
                "GET /api/" + proxy + "/a HTTP/1.1\r\nHost: g\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: "
                        + appKey + "\r\n\r\n"));
        return target;
    }

    private void testTarget(String target) {
        tenant.admin().post(tenant.path() + "/targets/" + target + "/test", "{'credentialId':'" + injected + "'}");
    }

    /** Documents that are wrong, with secrets in them. */
    void failAtTheAdminApi() {
        String s = canaries.add("badly written");
        String credentials = tenant.path() + "/credentials";
        for (String document : List.of(
                Tenant.credentialDocument("target", "bearer", "{}", "'" + s + "'"),
                Tenant.credentialDocument("target", "bearer", "{}", "{'token':['" + s + "']}"),
                Tenant.credentialDocument("target", "bearer", "{}", "{'token':{'a':'" + s + "'}}"),
                Tenant.credentialDocument("target", "bearer", "{}", "{'key':'" + s + "'}"),
                Tenant.credentialDocument("target", "bearer", "{}", "{'token':'" + s + "\\u0000'}"),
                Tenant.credentialDocument("target", "bearer", "{'prefix':['" + s + "']}", "{'token':'x'}"),
                Tenant.credentialDocument("target", "apiKey", "{'in':'" + s + "'}", "{'key':'x'}"),
                Tenant.credentialDocument("target", s, "{}", "{'key':'x'}"),
                Tenant.credentialDocument(s, "apiKey", "{}", "{'key':'x'}"),
                Tenant.credentialDocument("proxy", "jwtVerify", "{}", "{'sharedSecret':'short','jwksUri':'" + s + "'}"),
                Tenant.credentialDocument("proxy", "jwtVerify", "{'jwksUri':'https://u:" + s + "@host.example/k'}", ""),
                "{'credentialSecret':{'token':'" + s,
                "{'credentialSecret':{'token':'" + s + "'},}",
                "['" + s + "']",
                "'" + s + "'",
                s,
                "{'credentialName':{'a':'" + s + "'},'credentialRegion':7}",
                "{'password':'" + s + "'}")) {
            assertThat(tenant.admin().post(credentials, document).status())
                    .as(document)
                    .isIn(400, 422);
            tenant.admin().put(credentials + "/" + injected, document);
        }
        tenant.admin()
                .post(
                        tenant.path() + "/targets",
                        "{'targetName':'T','targetRegion':'eu-1','targetTestPath':'/','targetBaseURL':'https://u:" + s
                                + "@api.example'}")
                .expect(422);
        tenant.admin().get(credentials + "?cursor=" + s.replace("+", "%2B"));
        for (String bad : List.of(s, "Bearer " + s, "u-" + "x".repeat(43), "Basic " + s)) {
            Admin stranger = new Admin("http://127.0.0.1:" + servers.adminPort(), bad);
            stranger.get(credentials).expect(401);
            tenant.admin().seen().addAll(stranger.seen());
        }
    }

    /** Vault is sealed: nothing that is not cached can be read, and nothing can be written. */
    void failAtVault() {
        String unread = tenant.injectedToken(canaries.add("never read"));
        String proxy = tenant.proxy(caller, tenant.target(), unread);
        String gone = tenant.injectedToken(canaries.add("destroyed"));
        servers.inVault().destroy(tenant.path(), gone);
        call(gone, "/a", "");
        vault.seal();
        expect(503, proxy, appKey);
        tenant.admin()
                .post(
                        tenant.path() + "/credentials",
                        Tenant.credentialDocument(
                                "target", "bearer", "{}", "{'token':'" + canaries.add("never written") + "'}"))
                .expect(503);
        testTarget(tenant.target());
        vault.unseal();
    }

    /** Reads everything that can be read, and deletes some. */
    void look() {
        for (String kind : List.of("targets", "credentials", "proxies")) {
            Admin.Answer all = tenant.admin().get(tenant.path() + "/" + kind).expect(200);
            all.json().get(kind).forEach(record -> {
                String path =
                        tenant.path() + "/" + kind + "/" + record.get("sKey").stringValue();
                tenant.admin().get(path).expect(200);
                tenant.admin().get(path + "/rules").expect(200);
            });
        }
        tenant.admin().get("/v3/api-docs").expect(200);
        tenant.admin().delete(tenant.path() + "/credentials/" + injected).expect(409);
        for (boolean ofGateway : List.of(true, false)) {
            String base = "http://127.0.0.1:" + servers.managementPort(ofGateway) + "/actuator";
            for (String page : List.of("/prometheus", "/health", "/health/readiness", "", "/env", "/metrics")) {
                HttpResponse<String> answer = servers.send(
                        HttpRequest.newBuilder(URI.create(base + page)).build());
                management.add(answer.headers().map() + answer.body());
            }
        }
    }

    private void call(String injectedId, String path, String body) {
        String proxy = tenant.proxy(caller, tenant.target(), injectedId);
        if (body.isEmpty()) {
            get(proxy, path, appKey);
        } else {
            keep(servers.call(
                    "POST", "/api/" + proxy + path, body, "Authorization", appKey, "Content-Type", "application/json"));
        }
    }

    private int get(String proxy, String path, String authorization) {
        int query = proxy.indexOf('/');
        String whole = query < 0 ? proxy + path : proxy;
        return keep(servers.call("GET", "/api/" + whole, null, "Authorization", authorization));
    }

    private int keep(HttpResponse<String> answer) {
        gatewayAnswers.add(answer.statusCode() + " " + answer.headers().map() + answer.body());
        return answer.statusCode();
    }

    private void put(String resource, String document) {
        tenant.admin().put(tenant.path() + "/" + resource, document).expect(200);
    }

    List<String> gatewayAnswers() {
        return gatewayAnswers;
    }

    List<String> management() {
        return management;
    }

    Set<String> shownToTargets() {
        return shownToTargets;
    }

    /** Of all refusals. */
    Set<String> codes() {
        Set<String> codes = new TreeSet<>();
        for (String answer : gatewayAnswers) {
            Matcher matcher = CODE.matcher(answer);
            while (matcher.find()) {
                codes.add(matcher.group(1));
            }
        }
        return codes;
    }
}
