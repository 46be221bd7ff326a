package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class StartFailureTest {

    @Test
    void ofWhenASettingCanNotBeReadThenNamesItAndKeepsItsValue() {
        Binder settings = new Binder(new MapConfigurationPropertySource(Map.of("postern.gateway.pause", "s3cr3t")));
        Throwable unreadable = catchThrowable(() -> settings.bind("postern.gateway.pause", Duration.class));

        StartFailure failure = StartFailure.of(new CompletionException(unreadable));

        assertThat(failure.text()).startsWith("postern.gateway.pause: ").doesNotContain("s3cr3t");
        assertThat(failure.understood()).isTrue();
    }

    @Test
    void ofWhenNobodyKnowsTheFailureThenTellsItsCause() {
        StartFailure failure = StartFailure.of(new CompletionException(new IllegalStateException("the disk is full")));

        assertThat(failure).isEqualTo(new StartFailure("the disk is full", false));
    }
}
