package io.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ClassPathResource;

/** Spring Boot passes over the name of a part that does not exist: after an upgrade that moved one, it would be back unseen. */
class UnneededPartsTest {

    @Test
    void excludeThenEachIsAPartThatWouldOtherwiseBeThere() throws IOException {
        MutablePropertySources sources = new MutablePropertySources();
        new YamlPropertySourceLoader()
                .load("gateway", new ClassPathResource("gateway.yaml"))
                .forEach(sources::addLast);

        List<String> excluded = new Binder(ConfigurationPropertySources.from(sources))
                .bind("spring.autoconfigure.exclude", Bindable.listOf(String.class))
                .get();

        assertThat(excluded).isNotEmpty().isSorted();
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .containsAll(excluded);
    }
}
