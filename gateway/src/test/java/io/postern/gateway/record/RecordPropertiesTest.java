package io.postern.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RecordPropertiesTest {

    @Test
    void bindWhenNothingIsSetThenNothingIsTaggedAndOnlyFaultsAreLogged() {
        assertThat(bind(Map.of())).isEqualTo(new RecordProperties(0, 0, 0, 100));
    }

    @Test
    void bindWhenEverythingIsSetThenAllOfIt() {
        assertThat(bind(Map.of("log-sample", "0.01", "clients", "50", "targets", "60", "expiring", "7")))
                .isEqualTo(new RecordProperties(0.01, 50, 60, 7));
    }

    private static RecordProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("", RecordProperties.class);
    }
}
