package io.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.credential.FetchedTokenSpec;
import io.postern.core.credential.TargetCredentialSpec;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;

/** Of each kind in the sealed lists there is a test that holds it to its contract: a forgotten one would not be missed. */
class EveryKindKeepsItsContractTest {

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages("io.postern.gateway");

    @Test
    void kindsThatArePlacedThenEachHasASubclassOfInjectorContract() {
        assertThat(testedBy("io.postern.gateway.inject.InjectorContract"))
                .as("kinds with a subclass of InjectorContract")
                .containsAll(kinds(TargetCredentialSpec.class, kind -> !FetchedTokenSpec.class.isAssignableFrom(kind)));
    }

    @Test
    void kindsThatAreFetchedThenEachHasASubclassOfTokenSourceContract() {
        assertThat(testedBy("io.postern.gateway.token.TokenSourceContract"))
                .as("kinds with a subclass of TokenSourceContract")
                .containsAll(kinds(TargetCredentialSpec.class, FetchedTokenSpec.class::isAssignableFrom));
    }

    @Test
    void kindsThatCallersShowThenEachHasASubclassOfCallerKindContract() {
        assertThat(testedBy("io.postern.gateway.caller.CallerKindContract"))
                .as("kinds with a subclass of CallerKindContract")
                .containsAll(kinds(CallerCredentialSpec.class, kind -> true));
    }

    /** A plan that is made anew, of the same rows, must equal the last one: else each change would end every open stream. */
    @Test
    void kindsThatCallersShowThenAreComparedByWhatTheySay() {
        assertThat(kinds(CallerCredentialSpec.class, kind -> true)).allMatch(Class::isRecord);
    }

    private static Set<Class<?>> kinds(Class<?> sealedList, Predicate<Class<?>> which) {
        return Arrays.stream(sealedList.getPermittedSubclasses()).filter(which).collect(Collectors.toSet());
    }

    /** What the subclasses say in place of the contract's type parameter. */
    private static Set<Class<?>> testedBy(String contract) {
        return TESTS.get(contract).getAllSubclasses().stream()
                .map(JavaClass::reflect)
                .map(test -> ResolvableType.forClass(test)
                        .as(TESTS.get(contract).reflect())
                        .getGeneric(0)
                        .resolve())
                .filter(kind -> kind != null)
                .collect(Collectors.toSet());
    }
}
