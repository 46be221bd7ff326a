package io.postern.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.credential.ApiKeyCallerSpec;
import io.postern.core.hash.CallerHasher;
import io.postern.core.plan.CallerHash;
import io.postern.core.plan.CallerPlan;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretReader;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.upstream.GuardedFetch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.ResolvableType;
import reactor.core.publisher.Mono;

class CallerAuthenticatorTest {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @BeforeEach
    void start() {
        context.registerBean(CallerHasher.class, () -> CallerFixtures.HASHER);
        context.registerBean(SecretReader.class, () -> ref -> Mono.never());
        context.registerBean(ReferencedSecrets.class, () -> ReferencedSecrets.none("there are none here"));
        context.registerBean(GuardedFetch.class, () -> uri -> Mono.never());
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.scan("io.postern.gateway.caller", "io.postern.gateway.secret");
        context.refresh();
    }

    @AfterEach
    void stop() {
        context.close();
    }

    private List<CallerKind<?>> kinds() {
        List<CallerKind<?>> kinds = new ArrayList<>();
        context.getBeanProvider(ResolvableType.forClass(CallerKind.class))
                .forEach(kind -> kinds.add((CallerKind<?>) kind));
        return kinds;
    }

    @Test
    void startWhenPackageIsScannedThenEveryKindHasItsAuthenticator() {
        CallerPlan plan = CallerFixtures.plan(ApiKeyCallerSpec.inUsualPlaces(), CallerFixtures.hash("pk_1"));
        CallerAuthenticator authenticator = context.getBean(CallerAuthenticator.class);
        assertThat(authenticator
                        .authenticate(plan, CallerFixtures.header("pk_1"))
                        .block())
                .isEqualTo(Outcome.passed(Caller.WITHOUT_CLAIMS));
    }

    @Test
    void startWhenAKindHasNoAuthenticatorThenRefusedByName() {
        List<CallerKind<?>> incomplete = kinds();
        incomplete.removeIf(kind -> kind.spec().equals(ApiKeyCallerSpec.class));
        assertThatThrownBy(() -> new CallerAuthenticator(incomplete))
                .hasMessage("no authenticator for ApiKeyCallerSpec");
    }

    @Test
    void startWhenAKindHasTwoAuthenticatorsThenRefusedByName() {
        List<CallerKind<?>> doubled = kinds();
        doubled.addAll(kinds());
        assertThatThrownBy(() -> new CallerAuthenticator(doubled)).hasMessageStartingWith("two authenticators for ");
    }

    @Test
    void authenticateWhenTheCheckItselfFailsThenRefusedAndNotPassed() {
        CallerPlan broken =
                CallerFixtures.plan(ApiKeyCallerSpec.inUsualPlaces(), new CallerHash("k1", "not Base64!", null));
        Outcome<Caller> outcome = context.getBean(CallerAuthenticator.class)
                .authenticate(broken, CallerFixtures.header("pk_1"))
                .block();
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INTERNAL_ERROR));
    }
}
