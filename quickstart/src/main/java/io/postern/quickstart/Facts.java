package io.postern.quickstart;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a program needs to go on from here: the content of {@code quickstart.json}. */
record Facts(String adminUrl, String gatewayUrl, String userToken, String clientId, String proxyId, String proxyKey) {

    static final String FILE = "quickstart.json";

    /** The call that shows what the admin API knows; works when pasted into a shell. */
    String adminCall() {
        return "curl -H 'Authorization: " + userToken + "' " + adminUrl + "/api/clients/" + clientId + "/targets";
    }

    /** The call through the gateway; works when pasted into a shell. */
    String proxiedCall() {
        return "curl -H 'X-API-Key: " + proxyKey + "' '" + proxyUrl() + "/hello?from=postern'";
    }

    /** The call that shows what came of the latest ones; works when pasted into a shell. */
    String requestsCall() {
        return "curl -H 'Authorization: " + userToken + "' '" + adminUrl + "/api/clients/" + clientId
                + "/requests?limit=5'";
    }

    String proxyUrl() {
        return gatewayUrl + "/api/" + proxyId;
    }

    String json() {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    /** The demo of an earlier run at the addresses of this one. */
    static Facts earlier(String json, Ports admin, Ports gateway, String userToken) {
        JsonNode node = JsonMapper.shared().readTree(json);
        return new Facts(
                admin.url(),
                gateway.url(),
                userToken,
                node.required("clientId").stringValue(),
                node.required("proxyId").stringValue(),
                node.required("proxyKey").stringValue());
    }

    @Override
    public String toString() {
        return "Facts[adminUrl=" + adminUrl + ", gatewayUrl=" + gatewayUrl + "]";
    }
}
