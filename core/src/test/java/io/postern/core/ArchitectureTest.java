package io.postern.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.postern.testing.ArchitectureRules;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.postern.core");

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchitectureRules.secretsAreRevealedInFewPackages(),
                ArchitectureRules.domainIsFreeOfSpring(),
                ArchitectureRules.modulesPointToCore(),
                ArchitectureRules.packagesAreFreeOfCycles("io.postern.core"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void coreKeepsTheRule(ArchRule rule) {
        rule.check(CORE);
    }

    @Test
    void secretsAreRevealedInFewPackagesWhenBrokenThenBitesInEveryWay() {
        List<String> details = ArchitectureRules.secretsAreRevealedInFewPackages()
                .evaluate(canaries())
                .getFailureReport()
                .getDetails();

        assertThat(details).anyMatch(detail -> detail.contains("revealOne"));
        assertThat(details).anyMatch(detail -> detail.contains("revealByReference"));
        assertThat(details).anyMatch(detail -> detail.contains("revealAll"));
    }

    @Test
    void domainIsFreeOfSpringWhenBrokenThenBites() {
        assertThat(ArchitectureRules.domainIsFreeOfSpring().evaluate(canaries()).hasViolation())
                .isTrue();
    }

    @Test
    void packagesAreFreeOfCyclesWhenBrokenThenBites() {
        assertThat(ArchitectureRules.packagesAreFreeOfCycles("io.postern.core.canary")
                        .evaluate(canaries())
                        .getFailureReport()
                        .getDetails())
                .singleElement()
                .asString()
                .contains("Slice one", "Slice other");
    }

    private static JavaClasses canaries() {
        return new ClassFileImporter().importPackages("io.postern.core.canary");
    }
}
