package io.postern.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DroppedHeadersTest {

    @ParameterizedTest
    @ValueSource(strings = {"traceparent", "Tracestate", "BAGGAGE"})
    void containsWhenItIsTheCallersTraceThenOnlyUnlessItPasses(String name) {
        assertThat(DroppedHeaders.of(List.of(), null, false, false).contains(name))
                .isTrue();
        assertThat(DroppedHeaders.of(List.of(), null, false, true).contains(name))
                .isFalse();
        assertThat(DroppedHeaders.of(List.of("close, " + name), null, false, true)
                        .contains(name))
                .as("named by Connection")
                .isTrue();
    }
}
