package io.postern.endtoend;

import io.postern.testing.VaultFixture;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What {@link NoSecretLeaksIT} lets happen: every way in which Postern meets a secret, and every failure beside it. */
final class LeakScenario {

    private final PosternServers servers;
    private final VaultFixture vault;
    private final Canaries canaries;
    private final LeakCalls calls;
    private final Tenant tenant;
    private final List<String> management = new ArrayList<>();

    LeakScenario(PosternServers servers, VaultFixture vault, Canaries canaries) {
        this.servers = servers;
        this.vault = vault;
        this.canaries = canaries;
        calls = new LeakCalls(servers, canaries);
        tenant = calls.tenant();
    }

    void run() {
        new LeakSuccesses(calls, servers, canaries).succeed();
        LeakFailures failures = new LeakFailures(calls, servers, vault, canaries);
        failures.failAtTheGateway();
        failures.failAtTheTarget();
        failures.failAtTheAdminApi();
        failures.failAtVault();
        look();
    }

    /** Reads everything that can be read, and deletes some. */
    private void look() {
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
        tenant.admin()
                .delete(tenant.path() + "/credentials/" + calls.injected())
                .expect(409);
        for (boolean ofGateway : List.of(true, false)) {
            String base = "http://127.0.0.1:" + servers.managementPort(ofGateway) + "/actuator";
            for (String page : List.of("/prometheus", "/health", "/health/readiness", "", "/env", "/metrics")) {
                HttpResponse<String> answer = servers.send(
                        HttpRequest.newBuilder(URI.create(base + page)).build());
                management.add(answer.headers().map() + answer.body());
            }
        }
    }

    List<String> gatewayAnswers() {
        return calls.gatewayAnswers();
    }

    /** The pages of both management ports. */
    List<String> management() {
        return management;
    }

    Set<String> shownToTargets() {
        return calls.shownToTargets();
    }

    /** Of all refusals. */
    Set<String> codes() {
        return calls.codes();
    }
}
