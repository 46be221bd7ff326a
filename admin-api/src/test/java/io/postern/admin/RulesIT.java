package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules at their three places, and what they decide. */
class RulesIT extends RunningAdminApi {

    private String client = "";
    private String proxy = "";
    private String target = "";
    private String caller = "";

    @BeforeEach
    void parts() {
        String clientId = api().newClient();
        client = "/api/clients/" + clientId;
        caller = api().newProxyCredential(clientId, "k");
        target = api().newTarget(clientId);
        proxy = api().newProxy(clientId, caller, target, api().newTargetCredential(clientId, "t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"targets", "credentials", "proxies"})
    void ruleWhenAttachedThenLivesItsWholeLife(String parent) {
        String owner = parent.equals("targets") ? target : parent.equals("credentials") ? caller : proxy;
        String path = client + "/" + parent + "/" + owner + "/rules";

        Api.Answer created = api().post(
                        path,
                        Api.json(
                                "{'effect':'allow','methods':['GET'],'path':{'template':'/v1/customers/{id}'},'notes':'n'}"))
                .expect(201);
        String id = created.text("/rules/0/ruleId");
        assertThat(created.text("/message")).isEqualTo("Rule created successfully");
        assertThat(created.header("Location")).isEqualTo(path + "/" + id);
        assertThat(created.text("/rules/0/sKey")).isEqualTo(id).startsWith("rule_");
        assertThat(created.text("/rules/0/priority")).isEqualTo("0");
        assertThat(created.text("/rules/0/path/template")).isEqualTo("/v1/customers/{id}");

        Api.Answer updated = api().put(path + "/" + id, Api.json("{'priority':7,'methods':null}"))
                .expect(200);
        assertThat(updated.text("/rules/0/priority")).isEqualTo("7");
        assertThat(updated.body().at("/rules/0").has("methods")).isFalse();
        assertThat(updated.text("/rules/0/path/template")).isEqualTo("/v1/customers/{id}");
        api().put(path + "/" + id, updated.body().at("/rules/0").toString()).expect(200);

        assertThat(api().get(path).expect(200).body().at("/rules")).hasSize(1);
        api().get(path + "/" + id).expect(200);
        assertThat(api().delete(path + "/" + id).expect(200).text("/message")).isEqualTo("Rule deleted successfully");
        api().get(path + "/" + id).expect(404);
        assertThat(Rows.of(DATABASE, "select count(*)::text from change where resource_id = '" + owner + "'"))
                .containsExactly("5");
    }

    @Test
    void createWhenTheRuleIsWrongThen422NamesItsFields() {
        String path = client + "/proxies/" + proxy + "/rules";
        assertThat(api().post(path, Api.json("{'priority':1001}")).expect(422).error())
                .isEqualTo("validation_failed: effect, priority");
        assertThat(api().post(path, Api.json("{'effect':'deny','path':{'pattern':'('}}"))
                        .expect(422)
                        .error())
                .startsWith("validation_failed: path");
        assertThat(api().post(path, Api.json("{'effect':'deny','surprise':1}"))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: surprise");
    }

    @Test
    void updateWhenAnOlderShapeIsSentThenItReplacesTheCanonicalOne() {
        String path = client + "/proxies/" + proxy + "/rules";
        String id = api().create(path, "{'effect':'deny','path':{'template':'/a'}}", "/rules/0/ruleId");
        Api.Answer updated =
                api().put(path + "/" + id, Api.json("{'pathPattern':'^/b'}")).expect(200);
        assertThat(updated.text("/rules/0/path/pattern")).isEqualTo("^/b");
    }

    @Test
    void explainWhenARuleDeniesThenSaysWhichAndWhy() {
        String rule = api().create(
                        client + "/proxies/" + proxy + "/rules",
                        "{'effect':'deny','methods':['DELETE'],'path':{'template':'/v1/customers/{id}'}}",
                        "/rules/0/ruleId");

        Api.Answer denied = explain("{'method':'delete','path':'/v1/customers/4%32','query':'a=1'}");
        assertThat(denied.text("/explanations/0/allowed")).isEqualTo("false");
        assertThat(denied.text("/explanations/0/decision")).isEqualTo("denied_by_rule");
        assertThat(denied.text("/explanations/0/path")).isEqualTo("/v1/customers/42");
        assertThat(denied.text("/explanations/0/query")).isEqualTo("a=1");
        assertThat(denied.body().at("/explanations/0/scopes")).hasSize(4);
        assertThat(denied.text("/explanations/0/scopes/3/scope")).isEqualTo("proxy");
        assertThat(denied.text("/explanations/0/scopes/3/ruleId")).isEqualTo(rule);
        assertThat(denied.text("/explanations/0/scopes/3/matchedRuleIds/0")).isEqualTo(rule);

        assertThat(explain(
                                "{'method':'GET','path':'/v1/customers/42','headers':{'A':['b','c']},'claims':{'sub':'x'},'body':{'a':1}}")
                        .text("/explanations/0/decision"))
                .isEqualTo("allowed");
    }

    @Test
    void explainWhenThePathIsAmbiguousThenSaysWithWhatItWouldBeRefused() {
        Api.Answer refused = explain("{'method':'GET','path':'/a/%2e%2e/b'}");
        assertThat(refused.text("/explanations/0/allowed")).isEqualTo("false");
        assertThat(refused.text("/explanations/0/decision")).isEqualTo("ambiguous_path");
    }

    @Test
    void explainWhenTheBodyIsWrongThen422NamesEveryField() {
        assertThat(api().post(
                                client + "/proxies/" + proxy + "/explain",
                                Api.json("{'method':1,'headers':{'a':1},'x':1}"))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: headers.a, method, path, x");
    }

    private Api.Answer explain(String body) {
        return api().post(client + "/proxies/" + proxy + "/explain", Api.json(body))
                .expect(200);
    }
}
