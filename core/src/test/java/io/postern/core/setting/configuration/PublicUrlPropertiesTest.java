package io.postern.core.setting.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

class PublicUrlPropertiesTest {

    private static PublicUrlProperties bind(Map<String, String> properties) {
        return new Binder(
                        List.of(new MapConfigurationPropertySource(properties)),
                        null,
                        new ApplicationConversionService())
                .bindOrCreate("postern.gateway", PublicUrlProperties.class);
    }

    @Test
    void defaultsThenNobodyKnows() {
        assertThat(bind(Map.of()).base()).isNull();
        assertThat(bind(Map.of("postern.gateway.public-url", "")).base()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://gateway.example.com, https://gateway.example.com",
        "https://gateway.example.com/, https://gateway.example.com",
        "http://gateway:8080/edge/, http://gateway:8080/edge"
    })
    void mappingThenTheBaseHasNoSlashAtItsEnd(String url, String base) {
        assertThat(bind(Map.of("postern.gateway.public-url", url)).base()).isEqualTo(base);
    }
}
