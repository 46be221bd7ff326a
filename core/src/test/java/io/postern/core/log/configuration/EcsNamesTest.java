package io.postern.core.log.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EcsNamesTest {

    @Test
    void writeWhenItIsACallsLineThenNamesAndUnitsAreThoseOfTheSchema() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("message", "refused");
        line.put("requestId", "r1");
        line.put("micros", 1_500L);
        line.put("status", 200);
        line.put("other", Map.of("code", "stays"));
        JsonNode json = JsonMapper.shared()
                .readTree(JsonWriter.<Map<String, Object>>of(members -> {
                            members.addMapEntries(values -> values);
                            customize(members);
                        })
                        .writeToString(line));

        assertThat(json.get("message").stringValue()).isEqualTo("refused");
        assertThat(json.get("http.request.id").stringValue()).isEqualTo("r1");
        assertThat(json.get("event.duration").longValue()).isEqualTo(1_500_000);
        assertThat(json.get("http.response.status_code").intValue()).isEqualTo(200);
        assertThat(json.at("/other/code").stringValue()).isEqualTo("stays");
        assertThat(json.has("requestId")).isFalse();
    }

    @SuppressWarnings("unchecked") // Spring Boot hands it the members of its own events in the same way
    private static void customize(JsonWriter.Members<?> members) {
        new EcsNames().customize((JsonWriter.Members<Object>) members);
    }
}
