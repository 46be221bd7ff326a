package io.postern.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CallLineAsJsonTest {

    @Test
    void encodeWhenTheSettingsAreTheGatewaysThenALineOfSpringBootHasTheseNames() throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        new YamlPropertySourceLoader()
                .load("gateway", new ClassPathResource("gateway.yaml"))
                .forEach(environment.getPropertySources()::addLast);
        LoggerContext context = new LoggerContext();
        context.putObject(Environment.class.getName(), environment);
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat("ecs");
        encoder.start();
        LoggingEvent event =
                new LoggingEvent("here", context.getLogger("postern.calls"), Level.INFO, "refused", null, null);
        event.setMDCPropertyMap(Map.of());
        event.addKeyValuePair(new KeyValuePair("requestId", "r1"));
        event.addKeyValuePair(new KeyValuePair("micros", 2L));

        JsonNode json = JsonMapper.shared().readTree(encoder.encode(event));

        assertThat(json.at("/ecs/version").isString()).isTrue();
        assertThat(json.at("/service/name").stringValue()).isEqualTo("postern-gateway");
        assertThat(json.at("/log/logger").stringValue()).isEqualTo("postern.calls");
        assertThat(json.get("message").stringValue()).isEqualTo("refused");
        assertThat(json.get("http.request.id").stringValue()).isEqualTo("r1");
        assertThat(json.get("event.duration").longValue()).isEqualTo(2_000);
    }
}
