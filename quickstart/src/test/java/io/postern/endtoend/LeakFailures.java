package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.VaultFixture;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Every failure beside a secret. */
final class LeakFailures {

    private final LeakCalls calls;
    private final PosternServers servers;
    private final VaultFixture vault;
    private final Canaries canaries;
    private final Tenant tenant;

    LeakFailures(LeakCalls calls, PosternServers servers, VaultFixture vault, Canaries canaries) {
        this.calls = calls;
        this.servers = servers;
        this.vault = vault;
        this.canaries = canaries;
        tenant = calls.tenant();
    }

    /** What the gateway refuses by itself. */
    void failAtTheGateway() {
        String proxy = tenant.proxy(calls.caller(), tenant.target(), calls.injected());
        String wrong = canaries.add("wrong key");
        String encoded = Base64.getEncoder().encodeToString(wrong.getBytes(StandardCharsets.UTF_8));
        for (String authorization : List.of(wrong, "Bearer " + wrong, "Basic " + encoded, "Digest x=" + wrong)) {
            calls.expect(401, proxy, authorization);
        }
        calls.keep(servers.call("GET", "/api/" + proxy + "/a", null, "X-API-Key", wrong));
        calls.keep(servers.call("GET", "/api/" + proxy + "/a?Authorization=" + wrong.replace("+", "%2B"), null));
        calls.keep(servers.call("GET", "/api/prx_none/a", null, "Authorization", wrong));
        String query = canaries.add("bad query").replace("+", "%2B");
        calls.expect(400, proxy + "/a?%FF=" + query, calls.appKey());
        for (String head : List.of(
                "GET /api/" + proxy + "/a b HTTP/1.1\r\nAuthorization: " + wrong,
                "GET /api/" + proxy + "/a HTTP/1.1\r\nAuthorization : " + wrong,
                "GET /api/" + proxy + "/a HTTP/1.1\r\nX-Long: " + wrong + "x".repeat(40_000),
                "GET /api/" + proxy + "/a?" + query + "y".repeat(20_000) + " HTTP/1.1\r\nX: 1",
                "POST /api/" + proxy + "/a HTTP/1.1\r\nContent-Length: " + wrong,
                "GET /api/" + proxy + "/a HTTP/9.9" + wrong + "\r\nAuthorization: " + wrong)) {
            calls.kept(
                    RawCaller.attempt(servers.gatewayPort(), head + "\r\nHost: gateway\r\nConnection: close\r\n\r\n"));
        }
        String limited =
                tenant.proxy(calls.caller(), tenant.target(), calls.injected(), ",'proxyMaxRequestsPerMinute':1");
        calls.expect(200, limited, calls.appKey());
        calls.expect(429, limited, calls.appKey());
        tenant.rule("proxies/" + proxy, "{'effect':'deny','path':{'template':'/denied'}}");
        PosternServers.await("the rule counts", () -> calls.get(proxy, "/denied", calls.appKey()) == 403);
        failToInject();
    }

    private void failToInject() {
        String custom = "{'inject':[{'in':'%s','name':'k','value':'{{key}}'}]}";
        for (String place : List.of("path", "body")) {
            String unplaced =
                    tenant.injected("custom", custom.formatted(place), "{'key':'" + canaries.add("unplaced") + "'}");
            calls.call(unplaced, "/a", "{\"a\":1}");
            calls.call(unplaced, "/a", "{\"a\":\"" + canaries.add("unreadable body"));
        }
        calls.call(tenant.injectedToken(canaries.add("not ascii") + "ä"), "/a", "");
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
        String proxy =
                tenant.proxy(calls.caller(), target, calls.injected(), ",'proxyTimeouts':{'firstByteMillis':500}");
        calls.kept(RawCaller.attempt(
                servers.gatewayPort(),
                "GET /api/" + proxy + "/a HTTP/1.1\r\nHost: g\r\nConnection: close\r\nAuthorization: " + calls.appKey()
                        + "\r\n\r\n"));
        calls.kept(RawCaller.ask(
                servers.gatewayPort(),
                "GET /api/" + proxy + "/a HTTP/1.1\r\nHost: g\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: "
                        + calls.appKey() + "\r\n\r\n"));
        return target;
    }

    private void testTarget(String target) {
        tenant.admin()
                .post(tenant.path() + "/targets/" + target + "/test", "{'credentialId':'" + calls.injected() + "'}");
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
            tenant.admin().put(credentials + "/" + calls.injected(), document);
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
        String proxy = tenant.proxy(calls.caller(), tenant.target(), unread);
        String gone = tenant.injectedToken(canaries.add("destroyed"));
        servers.inVault().destroy(tenant.path(), gone);
        calls.call(gone, "/a", "");
        vault.seal();
        calls.expect(503, proxy, calls.appKey());
        tenant.admin()
                .post(
                        tenant.path() + "/credentials",
                        Tenant.credentialDocument(
                                "target", "bearer", "{}", "{'token':'" + canaries.add("never written") + "'}"))
                .expect(503);
        testTarget(tenant.target());
        vault.unseal();
    }
}
