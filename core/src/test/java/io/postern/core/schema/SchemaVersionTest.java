package io.postern.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaVersionTest {

    private static final Pattern MIGRATION = Pattern.compile("V(\\d+)__\\w+\\.sql");

    @Test
    void neededIsTheNewestMigration() throws IOException {
        Path folder = Path.of(System.getProperty("postern.root"), "core/src/main/resources/db/migration");
        try (Stream<Path> files = Files.list(folder)) {
            int newest = files.map(file -> MIGRATION.matcher(file.getFileName().toString()))
                    .flatMap(found -> found.results().map(MatchResult::group))
                    .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                    .max()
                    .orElseThrow();
            assertThat(SchemaVersion.NEEDED).isEqualTo(newest);
        }
    }

    @Test
    void checkWhenOlderThenSaysBothVersionsAndWhatToDo() {
        assertThatThrownBy(() -> SchemaVersion.check(SchemaVersion.NEEDED - 1))
                .isInstanceOf(SchemaTooOldException.class)
                .hasMessageContaining("version " + (SchemaVersion.NEEDED - 1))
                .hasMessageContaining("version " + SchemaVersion.NEEDED)
                .hasMessageContaining("migrate");
    }

    @Test
    void checkWhenNewerThenPasses() {
        assertThat(SchemaVersion.check(SchemaVersion.NEEDED + 7)).isEqualTo(SchemaVersion.NEEDED + 7);
    }
}
