package io.postern.quickstart;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.postern.testing.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole product at once: also what the modules can only break together. */
class ArchitectureTest {

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Core's tests, as another module sees them: they break the rules on purpose.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.postern.core", "io.postern.admin", "io.postern.gateway", "io.postern.quickstart");

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchitectureRules.secretsAreRevealedInFewPackages(),
                ArchitectureRules.domainIsFreeOfSpring(),
                ArchitectureRules.modulesPointToCore(),
                ArchitectureRules.adminApiDoesNotKnowTheGateway(),
                ArchitectureRules.gatewayDoesNotKnowTheAdminApi());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void productKeepsTheRule(ArchRule rule) {
        rule.check(ALL);
    }
}
