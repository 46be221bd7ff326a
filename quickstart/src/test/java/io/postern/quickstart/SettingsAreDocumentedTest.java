package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.DocumentationPage;
import io.postern.testing.RepositoryRoot;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** docs/operations.md lists each setting of both applications with its default, and none that does not exist. */
class SettingsAreDocumentedTest {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(postern\\.[a-z0-9.-]+)");

    /** Chosen by a condition or a placeholder, so that no metadata has them. */
    private static final Set<String> WITHOUT_METADATA = Set.of("postern.secrets.store", "postern.gateway.region");

    /** What stands in the second cell where it is not the metadata's default. */
    private static final Map<String, String> OTHERWISE = Map.of(
            "postern.caller-hash.keys", "required",
            "postern.vault.uri", "required with `vault`",
            "postern.gateway.upstream.allowed-addresses", "that of `postern.outbound.allow`");

    @Test
    void tablesWhenComparedWithTheMetadataThenHaveTheSameSettingsAndDefaults() throws IOException {
        Map<String, String> documented = documented();
        Map<String, String> expected = new TreeMap<>();
        metadata().forEach((name, value) -> expected.put(name, OTHERWISE.getOrDefault(name, value)));

        assertThat(documented.keySet()).containsAll(WITHOUT_METADATA);
        WITHOUT_METADATA.forEach(documented::remove);
        assertThat(documented).containsExactlyInAnyOrderEntriesOf(expected);
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
        assertThat(documented().keySet()).containsAll(used);
    }

    private static Map<String, String> documented() {
        return DocumentationPage.read("docs/operations.md").section("## Settings").rows().stream()
                .filter(row -> row.get(0).startsWith("`postern."))
                .collect(Collectors.toMap(
                        row -> row.get(0).replace("`", ""), row -> row.get(1), (one, other) -> one, HashMap::new));
    }

    private static Map<String, String> metadata() throws IOException {
        Map<String, String> settings = new HashMap<>();
        for (URL file : Collections.list(
                SettingsAreDocumentedTest.class.getClassLoader().getResources(METADATA))) {
            try (InputStream json = file.openStream()) {
                for (JsonNode property : JsonMapper.shared().readTree(json).required("properties")) {
                    String name = property.required("name").stringValue();
                    JsonNode value = property.get("defaultValue");
                    if (name.startsWith("postern.")) {
                        settings.put(name, value == null || value.isArray() ? "none" : "`" + value.asString() + "`");
                    }
                }
            }
        }
        assertThat(settings).hasSizeGreaterThan(50);
        return settings;
    }
}
