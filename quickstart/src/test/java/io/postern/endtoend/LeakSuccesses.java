package io.postern.endtoend;

import io.postern.core.secret.SecretRef;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Every way in which a secret is used as it should be. */
final class LeakSuccesses {

    private static final long FAR = 4_102_444_800L;

    private final LeakCalls calls;
    private final PosternServers servers;
    private final Canaries canaries;
    private final Tenant tenant;

    LeakSuccesses(LeakCalls calls, PosternServers servers, Canaries canaries) {
        this.calls = calls;
        this.servers = servers;
        this.canaries = canaries;
        tenant = calls.tenant();
    }

    /** Every kind on both sides, and rotations. */
    void succeed() {
        String custom = "{'inject':[{'in':'%s','name':'%s','value':'v={{key}}'}]}";
        for (String kind : List.of("apiKey", "jwt", "custom")) {
            String name = kind.equals("jwt") ? "token" : "key";
            String config = kind.equals("custom") ? custom.formatted("header", "X-Custom") : "{}";
            calls.call(
                    tenant.injected(kind, config, "{'" + name + "':'" + calls.shown(kind + " secret") + "'}"),
                    "/a",
                    "");
        }
        calls.call(
                tenant.injected("apiKey", "{'in':'query','name':'k'}", "{'key':'" + calls.shown("query secret") + "'}"),
                "/a?q=" + canaries.add("query value").replace("+", "%2B"),
                "");
        calls.call(
                tenant.injected(
                        "basicAuth", "{}", "{'username':'robot','password':'" + calls.shown("basic password") + "'}"),
                "/a",
                canaries.add("body value"));
        calls.call(
                tenant.injected(
                        "custom", custom.formatted("path", "k"), "{'key':'" + calls.shown("path secret") + "'}"),
                "/x%7B%7Bk%7D%7D",
                "");
        calls.call(
                tenant.injected(
                        "custom", custom.formatted("body", "k"), "{'key':'" + calls.shown("body secret") + "'}"),
                "/a",
                "{\"a\":\"{{k}}\"}");
        succeedSigning();
        succeedAsOtherCallers();
        String rotated = tenant.injectedToken(calls.shown("before rotation"));
        String proxy = tenant.proxy(calls.caller(), tenant.target(), rotated);
        calls.get(proxy, "/a", calls.appKey());
        calls.put("credentials/" + rotated, "{'credentialSecret':{'token':'" + calls.shown("after rotation") + "'}}");
        servers.awaitPlan(proxy, plan -> plan.injection().secret() instanceof SecretRef ref && ref.version() == 2);
        calls.get(proxy, "/a", calls.appKey());
        calls.put(
                "credentials/" + calls.caller(),
                "{'credentialSecret':{'key':'" + canaries.add("second app key") + "'}}");
    }

    /** The keys themselves are shown to nobody. */
    private void succeedSigning() {
        calls.call(
                tenant.injected(
                        "awsSigV4",
                        "{'service':'s3','region':'eu-1'}",
                        "{'accessKeyId':'AKID','secretAccessKey':'" + canaries.add("aws secret key")
                                + "','sessionToken':'" + calls.shown("aws session token") + "'}"),
                "/a",
                canaries.add("signed body"));
        calls.call(
                tenant.injected(
                        "hmac",
                        "{'sign':'{{method}}{{body}}','inject':[{'in':'header','name':'X-Sig','value':"
                                + "'{{secret:id}}:{{signature:hex}}'}]}",
                        "{'key':'" + canaries.add("hmac key") + "','id':'" + calls.shown("hmac id") + "'}"),
                "/a",
                canaries.add("body of an hmac"));
        calls.call(
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
        calls.expect(
                200, calls.proxy("basicAuth", "{'username':'app','password':'" + password + "'}"), "Basic " + basic);
        calls.expect(200, calls.proxy("bearer", "{'token':'" + bearer + "'}"), "Bearer " + bearer);
        calls.expect(200, calls.proxy("jwt", "{'token':'" + fixed + "'}"), "Bearer " + fixed);
        String verified = calls.proxy("jwtVerify", "{'sharedSecret':'" + secret + "'}");
        calls.expect(200, verified, "Bearer " + signed);
        for (String claims : List.of("{'exp':1}", "{'nbf':" + FAR + "}", "[]", "{'exp':'never'}")) {
            calls.expect(
                    401, verified, "Bearer " + canaries.put("bad " + claims, TestSigner.sharedToken(secret, claims)));
        }
        String other = TestSigner.sharedToken(canaries.add("not the shared secret 0123456789"), "{'exp':" + FAR + "}");
        calls.expect(401, verified, "Bearer " + canaries.put("badly signed", other));
        calls.expect(401, verified, "Bearer " + canaries.add("no jwt") + ".a.b");
        String keysAway = tenant.caller("jwtVerify", "{'jwksUri':'" + servers.closedUrl() + "/keys'}", "");
        String published = new TestSigner("k").token("{'exp':" + FAR + "}");
        calls.expect(
                503,
                tenant.proxy(keysAway, tenant.target(), calls.injected()),
                "Bearer " + canaries.put("token without keys", published));
    }
}
