package io.postern.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleSetTest {

    private static final List<String> PATHS = List.of(
            "{'template':'/v1/items/{id}'}",
            "{'template':'/v1/items/**'}",
            "{'template':'/v1/{kind}/x'}",
            "{'template':'/**'}",
            "{'template':'/v1'}",
            "{'pattern':'^/v1/items/7.*$'}",
            "{'pattern':'^/v1/(items|orders)/'}",
            "{'pattern':'^/v1/(items|orders)$'}",
            "{'pattern':'^/v1/(?:items/|orders/)x'}",
            "{'pattern':'^/(v1|v2)/'}",
            "{'pattern':'^/v1/(items|orders)?/'}",
            "{'pattern':'^/v1/items|^/v2/'}",
            "{'pattern':'^/v1/it.*s/'}",
            "{'pattern':'items'}",
            "{'pattern':'(?i)^/V1/ITEMS'}",
            "{'pattern':'^/v1/items$','presence':'absent'}");

    private static final List<String> REQUESTS = List.of(
            "/v1/items/7",
            "/v1/items",
            "/v1/items/",
            "/v1/orders/x",
            "/v1/orders/7",
            "/v2/items/7",
            "/v2/",
            "/v1",
            "/V1/ITEMS/7",
            "/v1/%69tems/7",
            "/v1/it%0aems/7",
            "/v1/items/7%0a",
            "/v1/%EF%BD%89tems/7",
            "/v1./items%20/7",
            "/",
            "",
            "/v1//items");

    /** A large set looks only at the rules that its index names; a set of one rule has none. */
    @Test
    void allMatchesWhenTheSetIsLargeThenThoseThatMatchAlone() {
        Random random = new Random(20261122);
        for (int round = 0; round < 300; round++) {
            List<Rule> rules = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String path = PATHS.get(random.nextInt(PATHS.size()));
                rules.add(Rules.rule(
                        "rule_" + i,
                        "{'effect':'" + (random.nextBoolean() ? "allow" : "deny") + "','priority':" + random.nextInt(3)
                                + ",'path':" + path + "}"));
            }
            RuleSet large = RuleSet.compile(RuleEffect.ALLOW, rules);
            for (String request : REQUESTS) {
                RequestReadings readings = new RequestReadings(Rules.request("GET " + request, Map.of()));
                List<Rule> alone = large.rules().stream()
                        .filter(rule -> !RuleSet.compile(RuleEffect.ALLOW, List.of(rule))
                                .allMatches(readings)
                                .isEmpty())
                        .toList();
                assertThat(large.allMatches(readings)).as(request).isEqualTo(alone);
                assertThat(deciding(large, readings)).as(request).isEqualTo(alone.isEmpty() ? null : alone.get(0));
            }
        }
    }

    @Test
    void rulesWhenCompiledThenStrongestFirst() {
        RuleSet rules = RuleSet.compile(
                RuleEffect.ALLOW,
                List.of(
                        Rules.rule("a", "{'effect':'allow','priority':1}"),
                        Rules.rule("b", "{'effect':'deny','priority':1}"),
                        Rules.rule("c", "{'effect':'allow','priority':2}")));
        assertThat(rules.rules()).extracting(Rule::ruleId).containsExactly("c", "b", "a");
        assertThat(rules.rules())
                .isSortedAccordingTo(Comparator.comparingInt(Rule::priority).reversed());
    }

    @Test
    void fieldsWhenANameIsNowhereThenNoRuleMatches() {
        Rule denies = Rules.rule(
                "a",
                "{'effect':'deny','headers':[{'name':{'pattern':'X-Debug-1'},'value':{'pattern':'.*'},'presence':'present'}]}");
        Rule wants = Rules.rule(
                "b",
                "{'effect':'allow','headers':[{'name':{'pattern':'^X-Team$'},'value':{'pattern':'^a$'},'presence':'absent'}]}");
        RuleSet rules = RuleSet.compile(RuleEffect.DENY, List.of(denies, wants));
        for (Map.Entry<String, String> row : Map.of(
                        "GET /\nAccept: x", "b",
                        "GET /\nX-Debug-1: x", "a",
                        "GET /\nmy_x_debug_12: x", "a",
                        "GET /\nX-Team: b", "b",
                        "GET /\nX-Teams: a", "b")
                .entrySet()) {
            assertThat(deciding(rules, new RequestReadings(Rules.request(row.getKey(), Map.of()))))
                    .as(row.getKey())
                    .extracting(Rule::ruleId)
                    .isEqualTo(row.getValue());
        }
        assertThat(deciding(rules, new RequestReadings(Rules.request("GET /\nX-Team: a", Map.of()))))
                .isNull();
    }

    @Test
    void withIdsWhenAnotherScopeSaysTheSameThenItsRulesHaveItsIdsInTheirOrder() {
        RuleSet rules = RuleSet.compile(
                RuleEffect.DENY,
                List.of(
                        Rules.rule("a", "{'effect':'allow','path':{'template':'/x'}}"),
                        Rules.rule("b", "{'effect':'deny','priority':9,'path':{'template':'/y'}}")));
        RuleSet other = rules.withIds(List.of("c", "d"));

        assertThat(other.rules()).extracting(Rule::ruleId).containsExactly("d", "c");
        assertThat(other.rules())
                .extracting(Rule::path)
                .isEqualTo(rules.rules().stream().map(Rule::path).toList());
        assertThat(other.defaultEffect()).isEqualTo(RuleEffect.DENY);
        assertThat(deciding(other, new RequestReadings(Rules.request("GET /y", Map.of()))))
                .extracting(Rule::ruleId)
                .isEqualTo("d");
        assertThat(rules.rules()).extracting(Rule::ruleId).containsExactly("b", "a");
    }

    @Test
    void withIdsWhenTheyAreNotOneForEachRuleThenRefused() {
        RuleSet rules = RuleSet.compile(RuleEffect.DENY, List.of(Rules.rule("a", "{'effect':'allow'}")));

        assertThatIllegalArgumentException().isThrownBy(() -> rules.withIds(List.of()));
        assertThat(RuleSet.compile(RuleEffect.DENY, List.of())
                        .withIds(List.of())
                        .rules())
                .isEmpty();
    }

    private static @Nullable Rule deciding(RuleSet rules, RequestReadings request) {
        OrderedRules.Placed deciding = rules.deciding(request);
        return deciding == null ? null : rules.own(deciding);
    }
}
