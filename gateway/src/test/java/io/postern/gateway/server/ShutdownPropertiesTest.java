package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ShutdownPropertiesTest {

    private static ShutdownProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("postern.gateway.shutdown", ShutdownProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(new ShutdownProperties(Duration.ofSeconds(10), Duration.ofSeconds(30)));
    }

    @Test
    void fullMapping() {
        assertThat(bind(Map.of("postern.gateway.shutdown.drain", "0s", "postern.gateway.shutdown.timeout", "2m")))
                .isEqualTo(new ShutdownProperties(Duration.ZERO, Duration.ofMinutes(2)));
    }

    @Test
    void boundsWhenATimeIsNegativeOrVeryLongThenNamesIt() {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            Validator validator = factory.getValidator();

            assertThat(validator.validate(new ShutdownProperties(Duration.ofSeconds(-1), Duration.ofHours(2))))
                    .extracting(problem -> problem.getPropertyPath().toString())
                    .containsExactlyInAnyOrder("drain", "timeout");
        }
    }
}
