package io.postern.core.setting.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

class BindingAnalyzerTest {

    record Settings(
            @Nullable URI url,
            @Nullable Duration pause,
            @Nullable TimeUnit unit) {

        Settings {
            if (url != null && url.getPort() < 0) {
                throw new IllegalArgumentException("a.url must have a port");
            }
        }
    }

    private static String described(String setting, String value) {
        Throwable failure = catchThrowable(() ->
                Binder.get(new MockEnvironment().withProperty(setting, value)).bind("a", Settings.class));
        FailureAnalysis analysis = Objects.requireNonNull(
                new BindingAnalyzer().analyze(new IllegalStateException("the context did not start", failure)));
        return analysis.getDescription() + analysis.getAction();
    }

    @Test
    void analyzeWhenAValueHasNotTheTypeThenNamesTheSettingAndTheTypeAndNotTheValue() {
        assertThat(described("a.url", "redis://[CANARY"))
                .contains("a.url", "can't be read as URI")
                .doesNotContain("CANARY");
        assertThat(described("a.pause", "CANARY"))
                .contains("a.pause", "Duration")
                .doesNotContain("CANARY");
        assertThat(described("a.unit", "CANARY"))
                .contains("a.unit", "one of [", "SECONDS")
                .doesNotContain("CANARY");
    }

    @Test
    void analyzeWhenOurOwnCodeRefusedItThenSaysWhatItSaid() {
        assertThat(described("a.url", "redis://CANARY"))
                .contains("a.url must have a port")
                .doesNotContain("CANARY");
    }
}
