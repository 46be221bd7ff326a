package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ClassPathResource;

/** One file sets the logging of both applications here, and lets nothing through that either keeps quiet by itself. */
class QuickstartLoggingTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gateway.yaml", "admin-api.yaml"})
    void quickstartWhenItLogsThenIsAtLeastAsQuietAsTheApplication(String settings) throws Exception {
        LoggerContext logging = new LoggerContext();
        logging.putProperty("postern.quickstart.log", folder.resolve("log").toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(logging);
        configurator.doConfigure(new ClassPathResource("quickstart-logback.xml").getURL());
        try {
            Map<String, String> levels = levels(settings);
            assertThat(levels).isNotEmpty();
            levels.forEach((logger, level) -> assertThat(
                            logging.getLogger(logger).getEffectiveLevel().toInt())
                    .as("%s is %s in %s", logger, level, settings)
                    .isGreaterThanOrEqualTo(Level.toLevel(level).toInt()));
        } finally {
            logging.stop();
        }
    }

    private static Map<String, String> levels(String settings) throws IOException {
        MutablePropertySources sources = new MutablePropertySources();
        new YamlPropertySourceLoader()
                .load(settings, new ClassPathResource(settings))
                .forEach(sources::addLast);
        return new Binder(ConfigurationPropertySources.from(sources))
                .bind("logging.level", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
    }
}
