package io.postern.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.postern.testing.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.server.ServerWebExchange;

class ArchitectureTest {

    private static final String[] SEE_THE_EXCHANGE = {
        "io.postern.gateway.proxy..",
        "io.postern.gateway.inbound..",
        "io.postern.gateway.upstream..",
        "io.postern.gateway.failure.."
    };

    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.postern.gateway");

    private static ArchRule exchangeIsSeenInFewPackages(String... packages) {
        return noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage(packages)))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ServerWebExchange.class)
                .because("a step that sees the exchange can answer, or read what was sanitized away; hand it a value"
                        + " that inbound has made instead");
    }

    private static final String[] STEPS = {
        "inbound",
        "caller",
        "rule",
        "limit",
        "secret",
        "token",
        "refresh",
        "inject",
        "outbound",
        "upstream",
        "plan",
        "targettest"
    };

    /** What holds one step together knows none of the filter that strings them up, and nothing of the connection below it. */
    private static ArchRule stepsDoNotKnowTheFilter() {
        String[] steps = Stream.of(STEPS)
                .map(step -> "io.postern.gateway." + step + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAnyPackage(steps)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.postern.gateway.proxy..", "io.postern.gateway.record..", "io.postern.gateway.server..")
                .because("a step yields a value or a refusal; the filter alone knows what comes next");
    }

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchitectureRules.secretsAreRevealedInFewPackages(),
                ArchitectureRules.gatewayDoesNotKnowTheAdminApi(),
                ArchitectureRules.packagesAreFreeOfCycles("io.postern.gateway"),
                exchangeIsSeenInFewPackages(SEE_THE_EXCHANGE),
                stepsDoNotKnowTheFilter());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void gatewayKeepsTheRule(ArchRule rule) {
        rule.check(GATEWAY);
    }

    @Test
    void exchangeIsSeenInFewPackagesWhenBrokenThenBites() {
        assertThat(exchangeIsSeenInFewPackages("io.postern.gateway.inbound..")
                        .evaluate(GATEWAY)
                        .hasViolation())
                .isTrue();
    }
}
