package io.postern.quickstart;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The first client with a target, two credentials and a proxy, made over the admin API. */
final class Demo {

    private static final String REGION = "local";
    private static final String ALLOW = "allow";

    private final AdminClient admin;
    private final DemoTarget target;

    Demo(AdminClient admin, DemoTarget target) {
        this.admin = admin;
        this.target = target;
    }

    /** Whether the demo of an earlier run is still there; its target then points to where the demo target is now. */
    boolean stillThere(Facts earlier) {
        String client = "/" + earlier.clientId();
        Optional<JsonNode> proxy = admin.get(client + "/proxies/" + earlier.proxyId());
        if (proxy.isEmpty()) {
            return false;
        }
        String path =
                client + "/targets/" + proxy.get().required("proxyTargetId").stringValue();
        Optional<JsonNode> before = admin.get(path);
        if (before.isEmpty()) {
            return false;
        }
        String url = before.get().required("targetBaseURL").stringValue();
        if (url.startsWith("http://127.0.0.1:") && !url.equals(target.url())) {
            admin.update(path, object().put("targetBaseURL", target.url()));
        }
        return true;
    }

    /** Makes it all. */
    Facts create(Ports adminPorts, Ports gatewayPorts, String userToken) {
        String clientId = id(admin.create("", object().put("clientName", "Demo")));
        String client = "/" + clientId;
        String targetId = id(admin.create(
                client + "/targets",
                object().put("targetName", "Demo target")
                        .put("targetBaseURL", target.url())
                        .put("targetRegion", REGION)
                        .put("targetTestPath", "/")
                        .put("targetDefaultRuleEffect", ALLOW)));
        String proxyKey = "demo-" + RandomText.urlSafe();
        ObjectNode caller = credential("proxy", "apiKey", "Demo app");
        caller.putObject("credentialSecret").put("key", proxyKey);
        String callerId = id(admin.create(client + "/credentials", caller));
        ObjectNode injected = credential("target", "bearer", "Demo target's token");
        injected.putObject("credentialSecret").put("token", "secret-" + RandomText.urlSafe());
        String injectedId = id(admin.create(client + "/credentials", injected));
        String proxyId = id(admin.create(
                client + "/proxies",
                object().put("proxyName", "Demo proxy")
                        .put("proxyRegion", REGION)
                        .put("proxyProxyCredentialId", callerId)
                        .put("proxyTargetId", targetId)
                        .put("proxyTargetCredentialId", injectedId)
                        .put("proxyDefaultRuleEffect", ALLOW)));
        return new Facts(adminPorts.url(), gatewayPorts.url(), userToken, clientId, proxyId, proxyKey);
    }

    private static ObjectNode credential(String type, String authType, String name) {
        return object().put("credentialType", type)
                .put("credentialAuthType", authType)
                .put("credentialName", name)
                .put("credentialRegion", REGION)
                .put("credentialDefaultRuleEffect", ALLOW);
    }

    private static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    private static String id(JsonNode record) {
        return record.required("sKey").stringValue();
    }
}
