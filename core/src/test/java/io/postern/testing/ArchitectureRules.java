package io.postern.testing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;

/** Rules about the code that each module checks over its own classes. Every ban says why and what to do instead. */
public final class ArchitectureRules {

    /** Who may look at a secret. A new entry here is a decision: say in the review why the package needs the text. */
    private static final String[] MAY_REVEAL = {
        "io.postern.core.credential..",
        "io.postern.core.secret..",
        "io.postern.core.hash..",
        "io.postern.core.key..",
        "io.postern.gateway.inject..",
        "io.postern.gateway.caller..",
        "io.postern.gateway.secret..",
        // Token requests carry the client's secret, and assertions are signed with its key.
        "io.postern.gateway.token..",
        // The client logs in to Redis.
        "io.postern.gateway.limit.redis.."
    };

    private ArchitectureRules() {}

    /** Only a few packages reveal secrets; tests of other modules add none. */
    public static ArchRule secretsAreRevealedInFewPackages() {
        return noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage(MAY_REVEAL)))
                .should()
                .accessTargetWhere(revealsASecret())
                .because("a revealed secret ends in logs and answers by accident; hand the SecretValue on to one of "
                        + String.join(", ", MAY_REVEAL))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaAccess<?>> revealsASecret() {
        return new DescribedPredicate<>("reveal a secret") {
            @Override
            public boolean test(JavaAccess<?> access) {
                JavaClass owner = access.getTargetOwner();
                return access.getTarget().getName().equals("reveal")
                        && (owner.isEquivalentTo(SecretValue.class) || owner.isEquivalentTo(SecretBundle.class));
            }
        };
    }

    /** The domain does not know Spring: adapters and configurations do, and the annotation on properties is let through. */
    public static ArchRule domainIsFreeOfSpring() {
        return noClasses()
                .that(resideInAPackage("io.postern.core..")
                        .and(DescribedPredicate.not(
                                resideInAnyPackage("io.postern.core.secret.*..", "..configuration..")))
                        .and(DescribedPredicate.not(nameMatching(".*Properties(\\$.*)?"))))
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework.."))
                .because("the domain is plain Java: put what needs Spring into a store's own package (secret.*) "
                        + "or into *.configuration")
                .allowEmptyShould(true);
    }

    /** The applications do not know each other, and core knows none of them. */
    public static ArchRule modulesPointToCore() {
        return noClasses()
                .that(resideInAPackage("io.postern.core.."))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("io.postern.gateway..", "io.postern.admin..", "io.postern.quickstart.."))
                .because("core is what both applications stand on; move what they share into it")
                .allowEmptyShould(true);
    }

    /**
     * No package below this one, seen with its sub-packages apart, refers back to one that refers to it, by however many steps.
     *
     * @param root a package's name
     */
    public static ArchRule packagesAreFreeOfCycles(String root) {
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .because(
                        "packages that refer to each other can only be read together: hand on a value instead of what it"
                                + " belongs to, or move what both need into the one that knows less")
                .allowEmptyShould(true);
    }

    /** The gateway does not see the admin API. */
    public static ArchRule gatewayDoesNotKnowTheAdminApi() {
        return noClasses()
                .that(resideInAPackage("io.postern.gateway.."))
                .should()
                .dependOnClassesThat(resideInAPackage("io.postern.admin.."))
                .because("they run apart and share only core")
                .allowEmptyShould(true);
    }

    /** The admin API does not see the gateway. */
    public static ArchRule adminApiDoesNotKnowTheGateway() {
        return noClasses()
                .that(resideInAPackage("io.postern.admin.."))
                .should()
                .dependOnClassesThat(resideInAPackage("io.postern.gateway.."))
                .because("they run apart and share only core")
                .allowEmptyShould(true);
    }
}
