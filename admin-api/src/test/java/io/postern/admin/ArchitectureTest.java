package io.postern.admin;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.postern.testing.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static final JavaClasses ADMIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.postern.admin");

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchitectureRules.secretsAreRevealedInFewPackages(),
                ArchitectureRules.adminApiDoesNotKnowTheGateway(),
                ArchitectureRules.packagesAreFreeOfCycles("io.postern.admin"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void adminApiKeepsTheRule(ArchRule rule) {
        rule.check(ADMIN);
    }
}
