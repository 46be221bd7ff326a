package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.DocumentationPage;
import io.postern.testing.RepositoryRoot;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * docs/configuration.md has each setting with its default and bounds, as the records and their Javadoc say it. With
 * {@code -Dpostern.docs=write} the tables are written anew instead of compared.
 */
class ConfigurationPageTest {

    private static final Path PAGE = RepositoryRoot.path().resolve("docs/configuration.md");
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(postern\\.[a-z0-9.-]+)(:?)[^}]*}");
    private static final Map<String, String> FILES =
            Map.of("io.postern.admin.", "admin-api.yaml", "io.postern.gateway.", "gateway.yaml");

    @Test
    void tablesThenAreWhatTheRecordsSay() throws IOException {
        String page = Files.readString(PAGE);
        String made = with(page, "both applications", settingsOf("both"));
        made = with(made, "the admin API", settingsOf("admin"));
        made = with(made, "the gateway", settingsOf("gateway"));
        if ("write".equals(System.getProperty("postern.docs"))) {
            Files.writeString(PAGE, made);
            return;
        }
        assertThat(page)
                .as("docs/configuration.md; its first lines say how it is written anew")
                .isEqualTo(made);
    }

    /** The build's processor takes the first {@code @param} that begins with a name, be it longer or not. */
    @Test
    void descriptionsThenAreTheirOwn() throws IOException {
        List<Setting> all = settings();
        assertThat(all)
                .hasSizeGreaterThan(80)
                .allSatisfy(setting -> assertThat(all.stream()
                                .filter(other -> other.owner().equals(setting.owner())
                                        && other.name().startsWith(setting.name())
                                        && !other.name().equals(setting.name())
                                        && setting.description().endsWith(other.description())))
                        .as(setting.name() + " needs its @param before that of the longer name")
                        .isEmpty());
    }

    @Test
    void placeholdersInTheCodeThenAreDocumented() throws IOException {
        Set<String> used = new TreeSet<>();
        for (String module : Set.of("core", "admin-api", "gateway")) {
            try (Stream<Path> files = Files.walk(RepositoryRoot.path().resolve(module + "/src/main"))) {
                for (Path file : files.filter(path -> path.toString().matches(".*\\.(java|yaml)"))
                        .toList()) {
                    PLACEHOLDER
                            .matcher(Files.readString(file))
                            .results()
                            .map(use -> use.group(1))
                            .forEach(used::add);
                }
            }
        }
        assertThat(used).isNotEmpty();
        assertThat(settings().stream().map(Setting::name)).containsAll(used);
    }

    @Test
    void springsSettingsThenExistAndHaveTheDefaultsOfTheApplications() throws IOException {
        Set<String> known = new TreeSet<>();
        for (JsonNode property : metadata()) {
            known.add(property.required("name").stringValue());
        }
        List<List<String>> rows = DocumentationPage.read("docs/configuration.md")
                .section("## Spring's own")
                .rows();
        assertThat(rows).hasSizeGreaterThan(5);
        for (List<String> row : rows) {
            for (String name : row.get(0).replace("`", "").split(", ", -1)) {
                assertThat(known).contains(name);
                for (String file : FILES.values()) {
                    Object given = yaml(file).get(name);
                    if (given != null) {
                        assertThat(row.get(2)).as(name + " of " + file).contains("`" + given + "`");
                    }
                }
            }
        }
    }

    private static String with(String page, String what, List<Setting> settings) {
        String begin = "<!-- made: settings of " + what + " -->\n";
        int from = page.indexOf(begin);
        int to = page.indexOf("<!-- end -->", from);
        assertThat(from).as(begin).isPositive();
        return page.substring(0, from + begin.length())
                + "\n| setting | value | default | |\n|---|---|---|---|\n"
                + settings.stream().map(Setting::row).collect(Collectors.joining("\n"))
                + "\n\n"
                + page.substring(to);
    }

    private static List<Setting> settingsOf(String section) throws IOException {
        String gatewayFile = Files.readString(RepositoryRoot.path().resolve("gateway/src/main/resources/gateway.yaml"));
        return settings().stream()
                .filter(setting -> section(setting, gatewayFile).equals(section))
                .toList();
    }

    /** What the gateway's file takes over from the admin API is a setting of both. */
    private static String section(Setting setting, String gatewayFile) {
        if (setting.owner().startsWith("io.postern.gateway.")) {
            return "gateway";
        }
        boolean adminsAlone =
                setting.owner().startsWith("io.postern.admin.") && !gatewayFile.contains("${" + setting.name() + ":");
        return adminsAlone ? "admin" : "both";
    }

    private static List<Setting> settings() throws IOException {
        Map<String, Setting> settings = new TreeMap<>();
        for (JsonNode property : metadata()) {
            if (property.required("name").stringValue().startsWith("postern.")) {
                Setting setting = withFileDefault(Setting.of(property));
                settings.put(setting.name(), setting);
            }
        }
        return List.copyOf(settings.values());
    }

    private static Setting withFileDefault(Setting setting) throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Object given = yaml(file.getValue()).get(setting.name());
            if (given != null && setting.owner().startsWith(file.getKey())) {
                var placeholder = PLACEHOLDER.matcher(given.toString());
                String standard = placeholder.matches() ? "that of `" + placeholder.group(1) + "`" : "`" + given + "`";
                return new Setting(setting.name(), setting.owner(), setting.value(), standard, setting.description());
            }
        }
        return setting;
    }

    private static List<JsonNode> metadata() throws IOException {
        List<JsonNode> properties = new ArrayList<>();
        for (URL file :
                Collections.list(ConfigurationPageTest.class.getClassLoader().getResources(METADATA))) {
            try (InputStream json = file.openStream()) {
                JsonMapper.shared().readTree(json).required("properties").forEach(properties::add);
            }
        }
        return properties;
    }

    private static Map<String, Object> yaml(String file) throws IOException {
        Map<String, Object> values = new TreeMap<>();
        for (PropertySource<?> source : new YamlPropertySourceLoader().load(file, new ClassPathResource(file))) {
            for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                Object value = source.getProperty(name);
                if (value != null) {
                    values.put(name, value);
                }
            }
        }
        return values;
    }
}
