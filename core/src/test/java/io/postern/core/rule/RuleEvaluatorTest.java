package io.postern.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.field.InvalidFieldsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleEvaluatorTest {

    private static final RuleRequest GET_A = Rules.request("GET /a", Map.of());

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', nullValues = "-", textBlock = """
            no rules and the default allows  | allow | -                                | allow | - | No rule of the proxy matches, and its default is to allow.
            no rules and the default denies  | deny  | -                                | deny  | - | No rule of the proxy matches, and its default is to deny.
            a rule that does not match       | deny  | allow 1 /b                       | deny  | - | No rule of the proxy matches, and its default is to deny.
            a rule goes before the default   | deny  | allow 1 /a                       | allow | 0 | A rule of the proxy with priority 1 matches, and says to allow.
            a denying rule does, too         | allow | deny 1 /a                        | deny  | 0 | A rule of the proxy with priority 1 matches, and says to deny.
            deny wins among equals           | allow | allow 5 /a, deny 5 /a            | deny  | 1 | A rule of the proxy with priority 5 matches, and says to deny.
            a higher priority wins over deny | deny  | deny 5 /a, allow 6 /a            | allow | 1 | A rule of the proxy with priority 6 matches, and says to allow.
            the highest that matches decides | allow | allow 9 /b, deny 5 /a, allow 4 /a | deny | 1 | A rule of the proxy with priority 5 matches, and says to deny.
            a priority of 0 is a priority    | allow | deny 0 /a                        | deny  | 0 | A rule of the proxy with priority 0 matches, and says to deny.
            """)
    void decideWhenRulesThenEffectAndReason(
            String sentence,
            RuleEffectWord byDefault,
            String rules,
            RuleEffectWord effect,
            String ruleId,
            String reason) {
        List<Rule> parsed = new ArrayList<>();
        for (String text : rules == null ? new String[0] : rules.split(", ", -1)) {
            String[] words = text.strip().split(" ", -1);
            parsed.add(Rules.rule(
                    Integer.toString(parsed.size()),
                    "{'effect':'" + words[0] + "','priority':" + words[1] + ",'path':{'template':'" + words[2]
                            + "'}}"));
        }
        RuleScopes scopes = Rules.onlyProxy(RuleSet.compile(byDefault.effect(), parsed));
        RuleDecision decision = RuleEvaluator.explain(scopes, GET_A);
        ScopeDecision proxy = decision.scopes().get(3);
        assertThat(proxy.effect()).isEqualTo(effect.effect());
        assertThat(proxy.ruleId()).isEqualTo(ruleId);
        assertThat(proxy.reason()).isEqualTo(reason);
        assertThat(decision.allowed()).isEqualTo(effect.effect() == RuleEffect.ALLOW);
        ScopeDecision denial = RuleEvaluator.denial(scopes, GET_A);
        ScopeDecision expected = decision.allowed() ? null : proxy;
        assertThat(denial)
                .usingRecursiveComparison()
                .ignoringFields("matchedRuleIds")
                .isEqualTo(expected);
    }

    /** The words of documents, for the table. */
    enum RuleEffectWord {
        allow,
        deny;

        RuleEffect effect() {
            return RuleEffect.ofWord(name()).orElseThrow();
        }
    }

    @Test
    void denialWhenOneScopeDeniesThenThatWhicheverItIs() {
        RuleSet allow = RuleSet.compile(RuleEffect.ALLOW, List.of());
        RuleSet deny = RuleSet.compile(RuleEffect.DENY, List.of());
        for (RuleScope scope : RuleScope.values()) {
            RuleScopes scopes = new RuleScopes(
                    scope == RuleScope.PROXY_CREDENTIAL ? deny : allow,
                    scope == RuleScope.TARGET_CREDENTIAL ? deny : allow,
                    scope == RuleScope.TARGET ? deny : allow,
                    scope == RuleScope.PROXY ? deny : allow);
            assertThat(RuleEvaluator.denial(scopes, GET_A))
                    .extracting(ScopeDecision::scope)
                    .isEqualTo(scope);
        }
        assertThat(RuleEvaluator.denial(new RuleScopes(allow, allow, allow, allow), GET_A))
                .isNull();
    }

    @Test
    void explainWhenScopesDenyThenAllScopesAndAllMatchesAreTold() {
        RuleSet denying = RuleSet.compile(
                RuleEffect.ALLOW,
                List.of(
                        Rules.rule("low", "{'effect':'deny'}"),
                        Rules.rule("other", "{'effect':'deny','methods':['POST']}"),
                        Rules.rule("high", "{'effect':'deny','priority':7}")));
        RuleDecision decision = RuleEvaluator.explain(new RuleScopes(denying, denying, denying, denying), GET_A);
        assertThat(decision.scopes()).hasSize(4).allSatisfy(scope -> {
            assertThat(scope.ruleId()).isEqualTo("high");
            assertThat(scope.matchedRuleIds()).containsExactly("high", "low");
        });
    }

    @Test
    void compileWhenNoRulesThenOneSetIsShared() {
        assertThat(RuleSet.compile(RuleEffect.DENY, List.of())).isSameAs(RuleSet.compile(RuleEffect.DENY, List.of()));
    }

    @Test
    void compileWhenTooManyRulesThenRefused() {
        List<Rule> rules = Collections.nCopies(RuleSet.MOST_RULES + 1, Rules.rule("r", "{'effect':'deny'}"));
        assertThatThrownBy(() -> RuleSet.compile(RuleEffect.DENY, rules)).isInstanceOf(InvalidFieldsException.class);
    }

    @Test
    void readsWhenConditionsThenToldForAllScopes() {
        RuleSet none = RuleSet.compile(RuleEffect.ALLOW, List.of(Rules.rule("r", "{'effect':'deny'}")));
        RuleSet all = RuleSet.compile(
                RuleEffect.ALLOW,
                List.of(Rules.rule(
                        "r",
                        "{'effect':'deny','body':[{'jsonPath':'$.a'}],'token':[{'claim':'a'}],"
                                + "'query':[{'name':{'pattern':'a'}}],'headers':[{'name':{'pattern':'a'}}]}")));
        RuleScopes without = new RuleScopes(none, none, none, none);
        RuleScopes with = new RuleScopes(none, none, all, none);
        assertThat(without.readsBody() || without.readsToken() || without.readsQuery() || without.readsHeaders())
                .isFalse();
        assertThat(with.readsBody() && with.readsToken() && with.readsQuery() && with.readsHeaders())
                .isTrue();
    }

    @Test
    void decideWhenRulesAreIndexedThenSameAsTryingEachOfThem() {
        Random random = new Random(20261122);
        String[] paths = {
            "",
            "/",
            "/a",
            "/a/",
            "/a/b",
            "/b/c",
            "/b",
            "/me:x",
            "/me%3Ax",
            "/a%20b/c",
            "/a%20b",
            "/%C3%A9/x",
            "/a%2Fb/c",
            "/a/b/",
            "/a/b/c",
            "/a/b%2Fc",
            "/a/%C3%A9",
            "/a/%C3%A9/c",
            "/a/c/b"
        };
        String[] conditions = {
            "'template':'/a'",
            "'template':'/a/{x}'",
            "'template':'/a/**'",
            "'template':'/**'",
            "'template':'/{x}'",
            "'template':'/'",
            "'template':'/me:x'",
            "'template':'/me%3Ax'",
            "'template':'/a%20b/{x}'",
            "'template':'/a%2Fb/**'",
            "'pattern':'^/a'",
            "'pattern':'^/a/'",
            "'pattern':'^/a$'",
            "'pattern':'^/b/c?$'",
            "'pattern':'^/a b/'",
            "'pattern':'^/a%20b/'",
            "'pattern':'/c$'",
            "'pattern':'^/a|^/b'",
            "'pattern':'^/me.x$'",
            "'pattern':'^/A','flags':'i'",
            "'pattern':'^/b/*'",
            "'pattern':'^/me:x$'",
            "'pattern':'^/\u00E9/'",
            "'template':'/a/b'",
            "'template':'/a/b/'",
            "'template':'/a/b/{x}'",
            "'template':'/a/b/**'",
            "'template':'/a/%C3%A9/**'",
            "'template':'/{x}/b/c'",
            "'pattern':'^/a/b'",
            "'pattern':'^/a/b/'",
            "'pattern':'^/a/b$'",
            "'pattern':'^/a/b/$'",
            "'pattern':'^/a/\u00E9'",
            "'pattern':'^/a/b/c?'"
        };
        for (int round = 0; round < 800; round++) {
            List<Rule> rules = new ArrayList<>();
            for (int n = random.nextInt(30); n > 0; n--) {
                String presence = random.nextInt(5) == 0 ? "absent" : "present";
                rules.add(Rules.rule(
                        "r" + n,
                        "{'effect':'" + (random.nextBoolean() ? "allow" : "deny") + "','priority':"
                                + random.nextInt(4) + ",'path':{" + conditions[random.nextInt(conditions.length)]
                                + ",'presence':'" + presence + "'}"
                                + (random.nextInt(3) == 0 ? ",'methods':['POST']" : "") + "}"));
            }
            RuleEffect byDefault = random.nextBoolean() ? RuleEffect.ALLOW : RuleEffect.DENY;
            RuleScopes scopes = Rules.onlyProxy(RuleSet.compile(byDefault, rules));
            for (String path : paths) {
                RuleRequest request = Rules.request("GET " + path, Map.of());
                assertThat(RuleEvaluator.denial(scopes, request) == null)
                        .as("%s with %s", path, rules)
                        .isEqualTo(oneByOne(byDefault, rules, request) == RuleEffect.ALLOW);
                assertThat(RuleEvaluator.explain(scopes, request)
                                .scopes()
                                .get(3)
                                .effect())
                        .isEqualTo(oneByOne(byDefault, rules, request));
            }
        }
    }

    private static RuleEffect oneByOne(RuleEffect byDefault, List<Rule> rules, RuleRequest request) {
        List<Rule> matching = rules.stream()
                .filter(rule -> rule.matches(new RequestReadings(request)))
                .toList();
        if (matching.isEmpty()) {
            return byDefault;
        }
        int highest = matching.stream()
                .map(Rule::priority)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return matching.stream().anyMatch(rule -> rule.priority() == highest && rule.effect() == RuleEffect.DENY)
                ? RuleEffect.DENY
                : RuleEffect.ALLOW;
    }
}
