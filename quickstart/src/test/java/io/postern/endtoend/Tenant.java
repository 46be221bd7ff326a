package io.postern.endtoend;

import io.postern.endtoend.Admin.Answer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of its own, whose target has a base path of its own.
 *
 * @param path the path of the client's resources in the admin API
 * @param base the path under which the recording target gets this tenant's calls
 */
record Tenant(PosternServers servers, String path, String base) {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String REGION = "eu-1";

    static Tenant create(PosternServers servers) {
        int number = COUNT.incrementAndGet();
        // Paths are matched by their beginning: no base may be the beginning of another.
        Answer client = servers.admin().post("/api/clients", "{'clientName':'Tenant " + number + "'}");
        return new Tenant(servers, "/api/clients/" + client.expect(201).id(), "/tenant-" + number + "-here");
    }

    Admin admin() {
        return servers.admin();
    }

    /** The recording target, below this tenant's base path. */
    String target() {
        return target(servers.target().url() + base);
    }

    String target(String url) {
        return admin().post(
                        path + "/targets",
                        "{'targetName':'T','targetRegion':'" + REGION + "','targetBaseURL':'" + url
                                + "','targetTestPath':'/health'}")
                .expect(201)
                .id();
    }

    /** What an app shows to the gateway. */
    String caller(String kind, String config, String secret) {
        return credential("proxy", kind, config, secret);
    }

    String callerKey(String key) {
        return caller("apiKey", "{}", "{'key':'" + key + "'}");
    }

    /** What the gateway shows to the target. */
    String injected(String kind, String config, String secret) {
        return credential("target", kind, config, secret);
    }

    String injectedToken(String token) {
        return injected("bearer", "{}", "{'token':'" + token + "'}");
    }

    private String credential(String type, String kind, String config, String secret) {
        return admin().post(path + "/credentials", credentialDocument(type, kind, config, secret))
                .expect(201)
                .id();
    }

    static String credentialDocument(String type, String kind, String config, String secret) {
        return "{'credentialType':'" + type + "','credentialAuthType':'" + kind + "','credentialName':'C',"
                + "'credentialRegion':'" + REGION + "','credentialConfig':" + config
                + (secret.isEmpty() ? "" : ",'credentialSecret':" + secret) + "}";
    }

    /** Returns when the gateway knows it. */
    String proxy(String caller, String target, String injected, String more) {
        String proxy = admin().post(
                        path + "/proxies",
                        "{'proxyName':'P','proxyRegion':'" + REGION + "','proxyProxyCredentialId':'" + caller
                                + "','proxyTargetId':'" + target + "','proxyTargetCredentialId':'" + injected + "'"
                                + more + "}")
                .expect(201)
                .id();
        servers.awaitProxy(proxy);
        return proxy;
    }

    String proxy(String caller, String target, String injected) {
        return proxy(caller, target, injected, "");
    }

    /** Adds a rule to {@code proxies/…}, {@code targets/…} or {@code credentials/…}; returns its id. */
    String rule(String resource, String document) {
        return admin().post(path + "/" + resource + "/rules", document)
                .expect(201)
                .id();
    }
}
