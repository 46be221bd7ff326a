package io.postern.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.request.CanonicalQuery;
import io.postern.core.request.RequestHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one tenant's rules may cost the others, who are served by the same threads and out of the same memory. */
class RuleWorkTest {

    private static final String OPTIONALS = "(?:.?){1000}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?:.?){1000}(?:.?){1000}x",
                "(?:(?:.?){1000}|a|b|c|d|e|f|g|h|i|j){2}",
                "([^x]{1000}){1}[^x]{1000}[^x]{1000}x",
                "\\pL\\pN\\pL\\pN\\pL\\pN\\pL\\pN",
                "(?i)[\\p{Lu}\\p{Ll}\\p{Lt}\\p{Lm}\\p{Lo}\\p{Nd}\\p{Nl}\\P{Zs}]"
            })
    void compileWhenAnExpressionIsLargerThanItsTextThenRefused(String source) {
        assertThatThrownBy(() -> TextPattern.compile(source, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("is too large: .*|is no RE2 expression: .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[0-9a-f]{64}$",
                "^.{1,1000}$",
                "(?i)^[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,255}\\.[a-z]{2,63}$",
                "^\\p{L}[\\p{L}\\p{N} ]{0,100}$"
            })
    void compileWhenAnExpressionIsOfEverydaySizeThenTaken(String source) {
        assertThat(TextPattern.compile(source, "").size()).isPositive();
    }

    @Test
    void compileWhenAnExpressionIsAsLongAsItMayBeWithoutRepetitionsThenTaken() {
        assertThat(TextPattern.compile("(a)?".repeat(256), "").size()).isPositive();
        assertThat(TextPattern.compile("é".repeat(1024), "i").size()).isPositive();
        assertThat(TextPattern.compile("(".repeat(340) + "a|b" + ")".repeat(340), "")
                        .size())
                .isPositive();
    }

    @Test
    void isFoundInWhenTheLargestExpressionMeetsTheLongestPathThenTheStackOfAnEventLoopIsEnough()
            throws InterruptedException {
        TextPattern largest = TextPattern.compile(OPTIONALS + "x", "");
        AtomicReference<@Nullable Object> came = new AtomicReference<>();
        Thread small = new Thread(
                null,
                () -> {
                    try {
                        came.set(largest.isFoundIn("y".repeat(100), new RuleWork()));
                    } catch (StackOverflowError e) {
                        came.set(e);
                    }
                },
                "small",
                512 * 1024);
        small.start();
        small.join();

        assertThat(came.get()).isEqualTo(false);
    }

    @Test
    void parseWhenThePatternsOfARuleAreTooLargeTogetherThenRefused() {
        String header = "{'name':{'pattern':'a'},'value':{'pattern':'" + OPTIONALS + "x'}}";

        assertThat(Rules.rule("r", "{'effect':'deny','headers':[" + header + "]}")
                        .size())
                .isPositive();
        assertThatThrownBy(() -> Rules.rule(
                        "r", "{'effect':'deny','headers':[" + String.join(",", Collections.nCopies(5, header)) + "]}"))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining("too large together");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow", "deny"})
    void denialWhenRulesTakeTooMuchWorkThenTheScopeDenies(String effect) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rules.add(Rules.rule(
                    Integer.toString(i), "{'effect':'" + effect + "','path':{'pattern':'" + OPTIONALS + "x'}}"));
        }
        RuleScopes scopes = Rules.onlyProxy(RuleSet.compile(RuleEffect.ALLOW, rules));
        RuleRequest longPath = request("/" + "y".repeat(8000), null);

        ScopeDecision denial = Objects.requireNonNull(RuleEvaluator.denial(scopes, longPath));

        assertThat(denial.undecided()).isTrue();
        assertThat(denial.effect()).isEqualTo(RuleEffect.DENY);
        assertThat(denial.ruleId()).isNull();
        assertThat(denial.reason()).isEqualTo("The rules of the proxy take too much work for this request.");
        assertThat(RuleEvaluator.explain(scopes, longPath).denial()).isEqualTo(denial);
        assertThat(RuleEvaluator.denial(scopes, request("/short", null)))
                .as("the rules are not refused for good")
                .isNull();
    }

    @Test
    void denialWhenABodyContainsItselfOverAndOverThenItsPartsAreNotAllWrittenOut() {
        Object nested = "y".repeat(900_000);
        for (int i = 0; i < 190; i++) {
            nested = List.of(nested);
        }
        RuleScopes scopes = Rules.onlyProxy(RuleSet.compile(
                RuleEffect.ALLOW,
                List.of(Rules.rule(
                        "r", "{'effect':'deny','body':[{'jsonPath':'$..*','value':{'pattern':'^admin$'}}]}"))));

        ScopeDecision denial = Objects.requireNonNull(RuleEvaluator.denial(scopes, request("/", Map.of("a", nested))));

        assertThat(denial.undecided()).isTrue();
        assertThat(RuleEvaluator.denial(scopes, request("/", Map.of("a", "y".repeat(900_000)))))
                .isNull();
    }

    private static RuleRequest request(String path, @Nullable Object body) {
        return new RuleRequest("GET", path, CanonicalQuery.EMPTY, RequestHeaders.NONE, Map.of(), body);
    }
}
