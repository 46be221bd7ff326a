package io.postern.core.log.configuration;

import java.util.Map;
import java.util.Objects;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.json.JsonWriter.MemberPath;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Where lines are written as JSON, gives what the lines of calls and of the admin API's requests have the names and units of the Elastic Common Schema. Spring Boot
 * makes it by the name in {@code logging.structured.json.customizer}.
 */
public final class EcsNames implements StructuredLoggingJsonMembersCustomizer<Object> {

    private static final String MICROS = "micros";

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("requestId", "http.request.id"),
            Map.entry("traceId", "trace.id"),
            Map.entry("method", "http.request.method"),
            Map.entry(MICROS, "event.duration"),
            Map.entry("by", "postern.by"),
            Map.entry("clientId", "postern.client.id"),
            Map.entry("proxyId", "postern.proxy.id"),
            Map.entry("targetId", "postern.target.id"),
            Map.entry("userId", "user.id"),
            Map.entry("path", "url.path"),
            Map.entry("route", "http.route"),
            Map.entry("status", "http.response.status_code"),
            Map.entry("requestBytes", "http.request.body.bytes"),
            Map.entry("responseBytes", "http.response.body.bytes"),
            Map.entry("code", "event.code"),
            Map.entry("reason", "event.reason"),
            Map.entry("ruleId", "rule.id"),
            Map.entry("scope", "postern.rule.scope"),
            Map.entry("detail", "postern.detail"));

    @Override
    public void customize(JsonWriter.Members<Object> members) {
        members.applyingNameProcessor((path, name) -> isTop(path) ? NAMES.getOrDefault(name, name) : name);
        // ECS has durations in nanoseconds.
        members.applyingValueProcessor(
                JsonWriter.ValueProcessor.of(Long.class, micros -> Objects.requireNonNull(micros) * 1_000)
                        .whenHasPath(MICROS));
    }

    private static boolean isTop(MemberPath path) {
        MemberPath parent = path.parent();
        return parent == null || parent.equals(MemberPath.of(""));
    }
}
