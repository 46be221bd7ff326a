package io.postern.gateway.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.postern.core.request.CanonicalQuery;
import io.postern.core.request.RequestHeaders;
import io.postern.core.rule.RuleDocument;
import io.postern.core.rule.RuleEffect;
import io.postern.core.rule.RuleScopes;
import io.postern.core.rule.RuleSet;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.caller.Caller;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.inbound.InboundRequest;
import io.postern.gateway.inbound.PresentedCredential;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RuleGateTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();
    private static final RuleSet ALLOW = RuleSet.compile(RuleEffect.ALLOW, List.of());

    private final RuleGate gate = new RuleGate();

    @ParameterizedTest(name = "{0} of {1} matches {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            $.amount     | {"amount":1000000000000000000001}     | ^1000000000000000000001$ | integers keep their digits
            $.amount     | {"amount":0.1000000000000000000001}   | ^0\\.1000000000000000000001$ | so do fractions
            $.model      | {"model":"gpt"}                       | ^gpt$                    | text
            $.items[*].a | {"items":[{"a":"x"},{"a":"y"}]}       | ^y$                      | any element of a list
            $.on         | {"on":true}                           | ^true$                   | truth values
            """)
    void checkWhenADenyingRuleLooksIntoTheBodyThenItSeesWhatWasSent(
            String jsonPath, String body, String pattern, String reason) {
        Outcome<Boolean> outcome = gate.check(scopes("deny", jsonPath, pattern), request(body), new Caller(Map.of()));

        assertThat(outcome).as(reason).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            Refusal refusal = refused.refusal();
            assertThat(refusal.code()).isEqualTo(RefusalCode.DENIED_BY_RULE);
            assertThat(refusal.attributes()).containsEntry("ruleId", "rule_1").containsEntry("scope", "proxy");
            assertThat(refusal.message()).doesNotContain("gpt");
        });
    }

    @Test
    void checkWhenNoRuleMatchesThenTheDefaultDecides() {
        assertThat(gate.check(
                        scopes("deny", "$.model", "^other$"), request("{\"model\":\"gpt\"}"), new Caller(Map.of())))
                .isEqualTo(Outcome.passed(true));
    }

    private static RuleScopes scopes(String effect, String jsonPath, String pattern) {
        ObjectNode rule = JSON.createObjectNode().put("effect", effect);
        ObjectNode condition = rule.putArray("body").addObject().put("jsonPath", jsonPath);
        condition.putObject("value").put("pattern", pattern);
        return new RuleScopes(
                ALLOW, ALLOW, ALLOW, RuleSet.compile(RuleEffect.ALLOW, List.of(RuleDocument.parse("rule_1", rule))));
    }

    private static InboundRequest request(String body) {
        OutboundRequest outbound = new OutboundRequest(
                "POST", TargetUrl.parse("https://api.example.com"), "/v1", List.of(), new DefaultHttpHeaders());
        outbound.json(JSON.readTree(body));
        return new InboundRequest(
                outbound,
                new PresentedCredential(null, null, null),
                CanonicalQuery.EMPTY,
                RequestHeaders.NONE,
                false,
                true);
    }
}
