package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.TestCertificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ProxiesIT extends RunningAdminApi {

    private String clientId = "";
    private String caller = "";
    private String target = "";
    private String secret = "";
    private String path = "";

    @BeforeEach
    void parts() {
        clientId = api().newClient();
        caller = api().newProxyCredential(clientId, "k");
        target = api().newTarget(clientId);
        secret = api().newTargetCredential(clientId, "t");
        path = "/api/clients/" + clientId + "/proxies";
    }

    @Test
    void createWhenOnlyRequiredFieldsThenDefaultsAreAnswered() {
        String id = api().newProxy(clientId, caller, target, secret);
        Api.Answer read = api().get(path + "/" + id).expect(200);

        assertThat(read.text("/proxies/0/proxyUrl")).isEqualTo("http://localhost:8080/api/" + id);
        assertThat(read.text("/proxies/0/proxyActive")).isEqualTo("true");
        assertThat(read.text("/proxies/0/proxyDefaultRuleEffect")).isEqualTo("allow");
        assertThat(read.body().at("/proxies/0/proxyMaxRequestsPerMinute").isNull())
                .isTrue();
        assertThat(read.text("/proxies/0/proxyTimeouts/connectMillis")).isEqualTo("5000");
        assertThat(read.text("/proxies/0/proxyRetries")).isEqualTo("0");
        assertThat(read.text("/proxies/0/proxyTracePropagation")).isEqualTo("false");
        assertThat(read.text("/proxies/0/sKey")).isEqualTo(id).startsWith("prx_");
    }

    @Test
    void updateWhenFieldsAreSentThenOnlyTheseChangeAndNullClears() {
        String id = api().newProxy(clientId, caller, target, secret);
        api().put(
                        path + "/" + id,
                        Api.json(
                                "{'proxyMaxRequestsPerMinute':60,'proxyTimeouts':{'connectMillis':200},'proxyRetries':2,"
                                        + "'proxyTracePropagation':true}"))
                .expect(200);
        Api.Answer cleared = api().put(
                        path + "/" + id, Api.json("{'proxyMaxRequestsPerMinute':null,'proxyActive':false}"))
                .expect(200);

        assertThat(cleared.body().at("/proxies/0/proxyMaxRequestsPerMinute").isNull())
                .isTrue();
        assertThat(cleared.text("/proxies/0/proxyActive")).isEqualTo("false");
        assertThat(cleared.text("/proxies/0/proxyTimeouts/connectMillis")).isEqualTo("200");
        assertThat(cleared.text("/proxies/0/proxyTimeouts/idleMillis")).isEqualTo("300000");
        assertThat(cleared.text("/proxies/0/proxyRetries")).isEqualTo("2");
        assertThat(cleared.text("/proxies/0/proxyTracePropagation")).isEqualTo("true");
    }

    @Test
    void updateWhenTheWholeAnswerIsSentBackThenNothingChanges() {
        String id = api().newProxy(clientId, caller, target, secret);
        String before = api().get(path + "/" + id).body().at("/proxies/0").toString();

        String after = api().put(path + "/" + id, before)
                .expect(200)
                .body()
                .at("/proxies/0")
                .toString();

        assertThat(after.replaceAll("\"proxyUpdatedAt\":\"[^\"]*\"", ""))
                .isEqualTo(before.replaceAll("\"proxyUpdatedAt\":\"[^\"]*\"", ""));
    }

    @Test
    void createWhenPartsAreOfTheWrongTypeOrRegionThen422NamesEach() {
        assertThat(create("us-east-1", secret, target, caller))
                .isEqualTo("validation_failed: proxyProxyCredentialId, proxyTargetCredentialId");
        assertThat(create("eu-west-1", caller, target, secret))
                .isEqualTo("validation_failed: proxyProxyCredentialId, proxyTargetCredentialId, proxyTargetId");
        assertThat(create("us-east-1", caller, "tgt_none", secret)).isEqualTo("validation_failed: proxyTargetId");
    }

    @Test
    void createWhenACertificateIsForATargetWithoutTlsThen422() {
        TestCertificates.Issued client = new TestCertificates().client("app");
        ObjectNode certificate = (ObjectNode) JsonMapper.shared()
                .readTree(Api.json("{'credentialType':'target','credentialAuthType':'mtls','credentialName':'C',"
                        + "'credentialRegion':'us-east-1'}"));
        certificate
                .putObject("credentialSecret")
                .put("certificate", client.certificatePem())
                .put("privateKey", client.privateKeyPem());
        Api.Answer created = api().post("/api/clients/" + clientId + "/credentials", certificate.toString())
                .expect(201);
        assertThat(created.body().toString()).doesNotContain("PRIVATE", "BEGIN");
        String mtls = created.text("/credentials/0/credentialId");
        String plain = api().post(
                        "/api/clients/" + clientId + "/targets",
                        Api.json("{'targetName':'T','targetRegion':'us-east-1','targetTestPath':'/',"
                                + "'targetBaseURL':'http://api.example.com'}"))
                .expect(201)
                .text("/targets/0/targetId");

        assertThat(create("us-east-1", caller, plain, mtls)).isEqualTo("validation_failed: proxyTargetId");
        api().newProxy(clientId, caller, target, mtls);
        api().newProxy(clientId, caller, plain, secret);
    }

    @Test
    void updateWhenTheRegionChangesThen422() {
        String id = api().newProxy(clientId, caller, target, secret);
        assertThat(api().put(path + "/" + id, Api.json("{'proxyRegion':'eu-west-1'}"))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: proxyRegion");
        assertThat(api().put(path + "/" + id, Api.json("{'proxyRetries':4,'proxyTimeouts':{'idleMillis':1},'a':1}"))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: a, proxyRetries, proxyTimeouts.idleMillis");
    }

    @Test
    void deleteTargetWhenProxiesUseItThenTheyGoToo() {
        String first = api().newProxy(clientId, caller, target, secret);
        String second = api().newProxy(clientId, caller, target, secret);

        api().delete("/api/clients/" + clientId + "/targets/" + target).expect(200);

        api().get(path + "/" + first).expect(404);
        api().get(path + "/" + second).expect(404);
        assertThat(Rows.of(
                        DATABASE,
                        "select resource_kind || ' ' || resource_id from change where client_id = '" + clientId
                                + "' order by revision desc limit 3"))
                .containsExactly("target " + target, "proxy " + second, "proxy " + first);
    }

    @Test
    void deleteClientWhenItOwnsThingsThenAllAreGoneWithAChangeEach() {
        api().newProxy(clientId, caller, target, secret);

        api().delete("/api/clients/" + clientId).expect(200);

        assertThat(Rows.of(DATABASE, "select credential_id from credential where client_id = '" + clientId + "'"))
                .isEmpty();
        assertThat(Rows.of(
                        DATABASE, "select secret_path from sealed_secret where secret_path like '" + clientId + "/%'"))
                .isEmpty();
        assertThat(Rows.of(
                        DATABASE,
                        "select resource_kind from change where client_id = '" + clientId
                                + "' order by revision desc limit 5"))
                .containsExactlyInAnyOrder("client", "proxy", "target", "credential", "credential");
    }

    @Test
    void listWhenLimitedThenTheCursorLeadsThroughAllInTheirOrder() {
        String first = api().newProxy(clientId, caller, target, secret);
        String second = api().newProxy(clientId, caller, target, secret);
        String third = api().newProxy(clientId, caller, target, secret);

        Api.Answer page = api().get(path + "?limit=2").expect(200);
        assertThat(page.text("/proxies/0/proxyId")).isEqualTo(first);
        assertThat(page.text("/proxies/1/proxyId")).isEqualTo(second);
        Api.Answer rest =
                api().get(path + "?limit=2&cursor=" + page.text("/nextCursor")).expect(200);
        assertThat(rest.body().at("/proxies")).hasSize(1);
        assertThat(rest.text("/proxies/0/proxyId")).isEqualTo(third);
        assertThat(rest.body().has("nextCursor")).isFalse();
    }

    private String create(String region, String caller, String target, String secret) {
        return api().post(
                        path,
                        Api.json("{'proxyName':'P','proxyRegion':'" + region + "','proxyProxyCredentialId':'" + caller
                                + "','proxyTargetId':'" + target + "','proxyTargetCredentialId':'" + secret + "'}"))
                .expect(422)
                .error();
    }
}
