package io.postern.gateway.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.credential.ApiKeySpec;
import io.postern.core.credential.NoneSpec;
import io.postern.gateway.outbound.BodyNeed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.ResolvableType;

class InjectorsTest {

    /** As the application finds them. */
    static Injectors all() {
        try (AnnotationConfigApplicationContext context =
                new AnnotationConfigApplicationContext("io.postern.gateway.inject")) {
            return context.getBean(Injectors.class);
        }
    }

    /** For an injector that hands the rest on to those of other kinds. */
    static ObjectProvider<Injectors> others() {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        beans.addBean("injectors", all());
        return beans.getBeanProvider(Injectors.class);
    }

    private static List<Injector<?>> list() {
        try (AnnotationConfigApplicationContext context =
                new AnnotationConfigApplicationContext("io.postern.gateway.inject")) {
            List<Injector<?>> found = new ArrayList<>();
            context.getBeanProvider(ResolvableType.forClass(Injector.class))
                    .forEach(injector -> found.add((Injector<?>) injector));
            return found;
        }
    }

    @Test
    void startWhenPackageIsScannedThenEveryKindHasItsInjector() {
        assertThat(all().bodyNeed(new NoneSpec())).isEqualTo(BodyNeed.NONE);
    }

    @Test
    void startWhenAKindHasNoInjectorThenRefusedByName() {
        List<Injector<?>> incomplete = list();
        incomplete.removeIf(injector -> injector.spec().equals(ApiKeySpec.class));
        assertThatThrownBy(() -> new Injectors(incomplete)).hasMessage("no injector for ApiKeySpec");
    }

    @Test
    void startWhenAKindHasTwoInjectorsThenRefusedByName() {
        List<Injector<?>> doubled = list();
        doubled.add(new BearerInjector());
        assertThatThrownBy(() -> new Injectors(doubled)).hasMessageStartingWith("two injectors for BearerSpec");
    }
}
