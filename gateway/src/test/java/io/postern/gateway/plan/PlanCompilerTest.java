package io.postern.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.postern.core.credential.BearerSpec;
import io.postern.core.plan.CallerHash;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.rule.Rule;
import io.postern.core.rule.RuleEffect;
import io.postern.core.secret.LeasedReference;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.StoredReference;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanCompilerTest {

    private static final ProxyRow.Parts PARTS = new ProxyRow.Parts("cred_caller", "tgt_1", "cred_target");

    private final PlanCompiler compiler = new PlanCompiler();

    private static ProxyRow proxy(String id) {
        return new ProxyRow(
                id, "cl_1", "eu-1", true, PARTS, "deny", 60, new ProxyRow.Millis(1000, 2000, 3000), 2, true);
    }

    private static CredentialRow caller(String authType) {
        return new CredentialRow(
                "cred_caller",
                "cl_1",
                "proxy",
                authType,
                "allow",
                "{}",
                null,
                null,
                "[{\"keyId\":\"k2\",\"hash\":\"bmV3\"},"
                        + "{\"keyId\":\"k1\",\"hash\":\"b2xk\",\"validUntil\":\"2026-11-22T12:00:00Z\"}]");
    }

    private static CredentialRow injection(CredentialRow.SecretColumns secret) {
        return new CredentialRow(
                "cred_target", "cl_1", "target", "bearer", "allow", "{\"prefix\":\"Token \"}", secret, null, "[]");
    }

    private void giveGoodParts() {
        compiler.target(new TargetRow("tgt_1", "https://api.example.com/v1", "keep", "rewrite", "allow"));
        compiler.credential(caller("apiKey"));
        compiler.credential(injection(new CredentialRow.SecretColumns("vault", "cl_1/cred_target", 3)));
    }

    @Test
    void credentialWhenItRefersToASecretThenThePlanHasTheReferenceWithItsOwner() {
        giveGoodParts();
        compiler.credential(new CredentialRow(
                "cred_target",
                "cl_1",
                "target",
                "bearer",
                "allow",
                "{}",
                null,
                "{\"path\":\"kv/data/app\",\"fields\":{\"token\":\"key\"},\"version\":7}",
                "[]"));

        assertThat(compiler.proxy(proxy("prx_1")).injection().secret())
                .isEqualTo(new StoredReference("cl_1", "cred_target", "kv/data/app", Map.of("token", "key"), 7));

        compiler.credential(new CredentialRow(
                "cred_target",
                "cl_1",
                "target",
                "bearer",
                "allow",
                "{}",
                null,
                "{\"path\":\"aws/creds/app\",\"fields\":{\"token\":\"key\"},\"dynamic\":true}",
                "[]"));

        assertThat(compiler.proxy(proxy("prx_1")).injection().secret())
                .isEqualTo(new LeasedReference("cl_1", "cred_target", "aws/creds/app", Map.of("token", "key")));
    }

    @Test
    void proxyWhenAllPartsAreGoodThenHasThemAll() {
        giveGoodParts();
        ProxyPlan plan = compiler.proxy(proxy("prx_1"));

        assertThat(plan.target().url().basePath()).isEqualTo("/v1");
        assertThat(plan.caller().hashes())
                .containsExactly(
                        new CallerHash("k2", "bmV3", null),
                        new CallerHash("k1", "b2xk", Instant.parse("2026-11-22T12:00:00Z")));
        assertThat(plan.injection().secret()).isEqualTo(new SecretRef("vault", "cl_1/cred_target", 3));
        assertThat(plan.injection().spec()).isEqualTo(new BearerSpec("Token "));
        assertThat(plan.timeouts().firstByteMillis()).isEqualTo(2000);
        assertThat(plan.maxRequestsPerMinute()).isEqualTo(60);
        assertThat(plan.retries()).isEqualTo(2);
        assertThat(plan.rules().proxy().defaultEffect()).isEqualTo(RuleEffect.DENY);
        assertThat(plan.rules().target().defaultEffect()).isEqualTo(RuleEffect.ALLOW);
    }

    @Test
    void proxyWhenTwoUseTheSamePartsThenShareThem() {
        giveGoodParts();
        ProxyPlan one = compiler.proxy(proxy("prx_1"));
        ProxyPlan other = compiler.proxy(proxy("prx_2"));
        assertThat(other.target()).isSameAs(one.target());
        assertThat(other.caller()).isSameAs(one.caller());
        assertThat(other.injection()).isSameAs(one.injection());
        assertThat(other.timeouts()).isSameAs(one.timeouts());
        assertThat(other.rules().proxy()).isSameAs(one.rules().proxy());
    }

    @Test
    void proxyWhenItsRulesAreGivenThenHasThemInTheirScopes() {
        compiler.rule(new RuleRow("rule_1", "tgt_1", "{\"effect\":\"deny\",\"methods\":[\"DELETE\"]}"));
        giveGoodParts();
        ProxyPlan plan = compiler.proxy(proxy("prx_1"));
        assertThat(plan.rules().target()).isNotSameAs(plan.rules().proxyCredential());
    }

    @Test
    void proxyWhenItsKindIsUnknownThenSaysWhichCredential() {
        giveGoodParts();
        compiler.credential(caller("retinaScan"));
        assertThatExceptionOfType(UncompilableException.class)
                .isThrownBy(() -> compiler.proxy(proxy("prx_1")))
                .withMessageContaining("cred_caller")
                .withMessageContaining("retinaScan");
    }

    @Test
    void proxyWhenARuleCanNotBeReadThenSaysWhichRule() {
        compiler.rule(new RuleRow("rule_1", "tgt_1", "[]"));
        giveGoodParts();
        assertThatExceptionOfType(UncompilableException.class)
                .isThrownBy(() -> compiler.proxy(proxy("prx_1")))
                .withMessageContaining("rule_1");
    }

    @Test
    void proxyWhenItsTargetIsNotThereThenMakesNoPlan() {
        compiler.credential(caller("apiKey"));
        assertThatExceptionOfType(UncompilableException.class)
                .isThrownBy(() -> compiler.proxy(proxy("prx_1")))
                .withMessageContaining("tgt_1");
    }

    @Test
    void proxyWhenItsKindNeedsASecretAndNoneIsThereThenMakesNoPlan() {
        giveGoodParts();
        compiler.credential(
                new CredentialRow("cred_target", "cl_1", "target", "bearer", "allow", "{}", null, null, "[]"));
        assertThatExceptionOfType(UncompilableException.class)
                .isThrownBy(() -> compiler.proxy(proxy("prx_1")))
                .withMessageContaining("has no secret");
    }

    @Test
    void rulesWhenTheySayTheSameThenTheyShareWhatTheyLookForAndKeepTheirIds() {
        String definition = "{\"effect\":\"deny\",\"path\":{\"pattern\":\"^/admin/.*$\",\"presence\":\"present\"}}";
        compiler.rule(new RuleRow("rule_1", "prx_1", definition));
        compiler.rule(new RuleRow("rule_2", "prx_2", definition));
        compiler.rule(new RuleRow("rule_3", "tgt_1", "{\"effect\":\"allow\"}"));
        compiler.rule(new RuleRow("rule_4", "tgt_1", definition));
        giveGoodParts();
        Rule first = compiler.proxy(proxy("prx_1")).rules().proxy().rules().get(0);
        Rule second = compiler.proxy(proxy("prx_2")).rules().proxy().rules().get(0);
        assertThat(first.ruleId()).isEqualTo("rule_1");
        assertThat(second.ruleId()).isEqualTo("rule_2");
        assertThat(second.path()).isNotNull().isSameAs(first.path());
        assertThat(second.withId("rule_1")).isEqualTo(first);
        assertThat(compiler.proxy(proxy("prx_1")).rules().target().rules())
                .extracting(Rule::ruleId)
                .containsExactly("rule_4", "rule_3");
    }

    @Test
    void rulesWhenTheyWeighTheSameThenDecideInTheOrderOfTheirIdsHoweverTheyWereRead() {
        compiler.rule(new RuleRow("rule_2", "prx_1", "{\"effect\":\"deny\",\"methods\":[\"GET\"]}"));
        compiler.rule(new RuleRow("rule_3", "prx_1", "{\"effect\":\"deny\"}"));
        compiler.rule(new RuleRow("rule_1", "prx_1", "{\"effect\":\"deny\",\"methods\":[\"POST\"]}"));
        giveGoodParts();

        assertThat(compiler.proxy(proxy("prx_1")).rules().proxy().rules())
                .extracting(Rule::ruleId)
                .containsExactly("rule_1", "rule_2", "rule_3");
    }
}
