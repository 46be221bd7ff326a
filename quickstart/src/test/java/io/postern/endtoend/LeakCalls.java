package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tenant whose secrets are sought, its calls, and what the gateway answered. */
final class LeakCalls {

    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");

    private final PosternServers servers;
    private final Canaries canaries;
    private final Tenant tenant;
    private final String appKey;
    private final String caller;
    private final String injected;
    private final List<String> gatewayAnswers = new ArrayList<>();
    private final Set<String> shownToTargets = new TreeSet<>();

    LeakCalls(PosternServers servers, Canaries canaries) {
        this.servers = servers;
        this.canaries = canaries;
        tenant = Tenant.create(servers);
        appKey = canaries.add("app key");
        caller = tenant.callerKey(appKey);
        injected = tenant.injectedToken(shown("target token"));
    }

    Tenant tenant() {
        return tenant;
    }

    /** What the app shows. */
    String appKey() {
        return appKey;
    }

    /** The credential that compares it. */
    String caller() {
        return caller;
    }

    /** The credential that most calls are sent with. */
    String injected() {
        return injected;
    }

    /** A secret that its target gets to see. */
    String shown(String name) {
        shownToTargets.add(name);
        return canaries.add(name);
    }

    /** A proxy whose callers show this; the id of the proxy. */
    String proxy(String kind, String secret) {
        return tenant.proxy(tenant.caller(kind, "{}", secret), tenant.target(), injected);
    }

    void expect(int status, String proxy, String authorization) {
        assertThat(get(proxy, "/a", authorization)).isEqualTo(status);
    }

    /** Calls the target with this credential. */
    void call(String injectedId, String path, String body) {
        String proxy = tenant.proxy(caller, tenant.target(), injectedId);
        if (body.isEmpty()) {
            get(proxy, path, appKey);
        } else {
            keep(servers.call(
                    "POST", "/api/" + proxy + path, body, "Authorization", appKey, "Content-Type", "application/json"));
        }
    }

    /** The answer's status. */
    int get(String proxy, String path, String authorization) {
        int query = proxy.indexOf('/');
        String whole = query < 0 ? proxy + path : proxy;
        return keep(servers.call("GET", "/api/" + whole, null, "Authorization", authorization));
    }

    int keep(HttpResponse<String> answer) {
        kept(answer.statusCode() + " " + answer.headers().map() + answer.body());
        return answer.statusCode();
    }

    /** An answer that came by another way. */
    void kept(String answer) {
        gatewayAnswers.add(answer);
    }

    void put(String resource, String document) {
        tenant.admin().put(tenant.path() + "/" + resource, document).expect(200);
    }

    List<String> gatewayAnswers() {
        return gatewayAnswers;
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
