package io.postern.quickstart;

import io.postern.gateway.setting.DataSizeRange;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;

/**
 * One setting, as the metadata of the build and the constraints of its record tell of it.
 *
 * @param owner the class that it is bound to
 * @param value what may be given: its kind, and its bounds
 * @param standard what holds where it is not given: Markdown
 * @param description Markdown
 */
record Setting(String name, String owner, String value, String standard, String description) {

    private static final Map<String, String> KINDS = Map.of(
            "java.time.Duration", "time",
            "org.springframework.util.unit.DataSize", "size",
            "java.lang.Integer", "number",
            "java.lang.Long", "number",
            "java.lang.Double", "number",
            "java.lang.Boolean", "`true` or `false`",
            "java.lang.String", "text",
            "java.nio.file.Path", "file",
            "java.net.URI", "URL",
            "io.postern.core.secret.SecretValue", "secret");
    private static final Pattern REQUIRED = Pattern.compile("(required[^:]*): (.*)", Pattern.DOTALL);
    private static final Pattern ALTERNATIVES = Pattern.compile("[a-zA-Z0-9]+(\\|[a-zA-Z0-9]+)+");
    private static final Pattern INLINE = Pattern.compile("\\{@(code|link) ");

    static Setting of(JsonNode property) {
        String name = property.required("name").stringValue();
        JsonNode owner = property.get("sourceType");
        JsonNode description = property.get("description");
        if (owner == null || description == null) {
            throw new IllegalStateException(name + " needs an @param in the Javadoc of its record");
        }
        String text = markdown(description.stringValue());
        Matcher required = REQUIRED.matcher(text);
        String standard = standard(property.get("defaultValue"));
        if (required.matches()) {
            standard = required.group(1);
            text = required.group(2);
        }
        return new Setting(
                name,
                owner.stringValue(),
                value(name, property.required("type").stringValue(), owner.stringValue()),
                standard,
                text);
    }

    String row() {
        return "| `%s` | %s | %s | %s |".formatted(name, value, standard, description.replace("|", "\\|"));
    }

    private static String standard(@Nullable JsonNode value) {
        return value == null || value.isArray() ? "none" : "`" + value.asString() + "`";
    }

    private static String value(String name, String type, String owner) {
        Field field = field(name, owner);
        if (field == null) {
            return "text";
        }
        jakarta.validation.constraints.Pattern pattern =
                field.getAnnotation(jakarta.validation.constraints.Pattern.class);
        if (pattern != null && ALTERNATIVES.matcher(pattern.regexp()).matches()) {
            return alternatives(Arrays.stream(pattern.regexp().split("\\|", -1)));
        }
        String kind = KINDS.get(type);
        if (kind == null && type.startsWith("java.util.List<")) {
            kind = "list";
        }
        if (kind == null && field.getType().isEnum()) {
            kind = alternatives(Arrays.stream(field.getType().getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT)));
        }
        if (kind == null) {
            throw new IllegalStateException(name + " is of a type that has no word yet: " + type);
        }
        return kind + bounds(field);
    }

    /** The component; null where the owner has none of this name, which then is a condition. */
    private static @Nullable Field field(String name, String owner) {
        Class<?> type = ClassUtils.resolveClassName(owner, Setting.class.getClassLoader());
        String component = name.substring(name.lastIndexOf('.') + 1).replace("-", "");
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> field.getName().equalsIgnoreCase(component))
                .findFirst()
                .orElse(null);
    }

    private static String alternatives(Stream<String> values) {
        List<String> all = values.map(value -> "`" + value + "`").toList();
        return String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.get(all.size() - 1);
    }

    private static String bounds(AnnotatedElement field) {
        String least = null;
        String most = null;
        if (field.isAnnotationPresent(Min.class)) {
            least = "%,d".formatted(field.getAnnotation(Min.class).value());
        }
        if (field.isAnnotationPresent(Max.class)) {
            most = "%,d".formatted(field.getAnnotation(Max.class).value());
        }
        if (field.isAnnotationPresent(DecimalMin.class)) {
            least = field.getAnnotation(DecimalMin.class).value();
        }
        if (field.isAnnotationPresent(DecimalMax.class)) {
            most = field.getAnnotation(DecimalMax.class).value();
        }
        DurationMin shortest = field.getAnnotation(DurationMin.class);
        if (shortest != null) {
            least = time(shortest.days(), shortest.hours(), shortest.minutes(), shortest.seconds(), shortest.millis());
        }
        DurationMax longest = field.getAnnotation(DurationMax.class);
        if (longest != null) {
            most = time(longest.days(), longest.hours(), longest.minutes(), longest.seconds(), longest.millis());
        }
        DataSizeRange size = field.getAnnotation(DataSizeRange.class);
        if (size != null) {
            least = size.min();
            most = size.max();
        }
        if (least != null && most != null) {
            return ", " + least + " to " + most;
        }
        return least != null ? ", from " + least : most != null ? ", up to " + most : "";
    }

    /** In the longest unit that gives a whole number. */
    private static String time(long days, long hours, long minutes, long seconds, long millis) {
        long all = ((((days * 24 + hours) * 60 + minutes) * 60) + seconds) * 1000 + millis;
        if (all == 0) {
            return "0s";
        }
        for (var unit : List.of(
                Map.entry(86_400_000L, "d"),
                Map.entry(3_600_000L, "h"),
                Map.entry(60_000L, "m"),
                Map.entry(1000L, "s"))) {
            if (all % unit.getKey() == 0) {
                return all / unit.getKey() + unit.getValue();
            }
        }
        return all + "ms";
    }

    /** Javadoc's inline tags as Markdown; their braces are balanced. */
    private static String markdown(String javadoc) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        Matcher tag = INLINE.matcher(javadoc);
        while (tag.find(from)) {
            int depth = 1;
            int end = tag.end();
            while (depth > 0) {
                char at = javadoc.charAt(end++);
                depth += at == '{' ? 1 : at == '}' ? -1 : 0;
            }
            text.append(javadoc, from, tag.start())
                    .append('`')
                    .append(javadoc, tag.end(), end - 1)
                    .append('`');
            from = end;
        }
        return text.append(javadoc.substring(from))
                .toString()
                .lines()
                .map(String::strip)
                .collect(Collectors.joining(" "));
    }
}
