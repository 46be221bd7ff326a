package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class DataDirectoryTest {

    @TempDir
    Path parent;

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void filesWhenWrittenThenOnlyTheirOwnerReadsThem() throws IOException {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"))) {
            directory.write("user.token", "first");
            directory.write("user.token", "second");
            assertThat(directory.read("user.token")).isEqualTo("second");
            assertThat(mode(directory.path())).isEqualTo("rwx------");
            assertThat(mode(directory.resolve("user.token"))).isEqualTo("rw-------");
            try (var files = Files.list(directory.path())) {
                assertThat(files.map(file -> file.getFileName().toString())).containsOnly("user.token", "lock");
            }
        }
    }

    @Test
    void keepWhenThereIsAFileThenLeavesIt() {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"))) {
            assertThat(directory.keep("key", () -> "one")).isEqualTo("one");
            assertThat(directory.keep("key", () -> "two")).isEqualTo("one");
        }
    }

    @Test
    void startOverWhenThereIsSomethingElseThenLeavesIt() throws IOException {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"))) {
            directory.write("user.token", "token");
            Files.createDirectories(directory.resolve("postgres/base"));
            Files.writeString(directory.resolve("notes.txt"), "mine");
            directory.startOver();
            assertThat(directory.has("user.token")).isFalse();
            assertThat(directory.has("postgres")).isFalse();
            assertThat(directory.has("notes.txt")).isTrue();
        }
    }

    /** {@code --data /tmp} must neither close /tmp to everybody else nor delete a folder "postgres" there. */
    @Test
    void openWhenTheFolderIsSomebodyElsesThenRefusesAndLeavesItAsItIs() throws IOException {
        Path folder = Files.createDirectory(parent.resolve("folder"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("notes.txt"), "mine");
        assertThatExceptionOfType(QuickstartException.class)
                .isThrownBy(() -> DataDirectory.open(folder))
                .withMessageContainingAll(folder.toString(), "--data");
        assertThat(mode(folder)).isEqualTo("rwxr-xr-x");
        assertThat(folder.resolve("lock")).doesNotExist();
    }

    @Test
    void openWhenItIsALinkToAFolderThenUsesTheFolder() throws IOException {
        Path folder = Files.createDirectory(parent.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(parent.resolve("data"), folder);
        try (DataDirectory directory = DataDirectory.open(link)) {
            directory.write("user.token", "token");
        }
        assertThat(folder.resolve("user.token")).exists();
    }

    @Test
    void requireRoomWhenTheDiskHasTooLittleThenSaysHowMuch() {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"))) {
            directory.requireRoom(DataSize.ofBytes(1));
            assertThatExceptionOfType(QuickstartException.class)
                    .isThrownBy(() -> directory.requireRoom(DataSize.ofTerabytes(1_000_000)))
                    .withMessageContainingAll(directory.path().toString(), "MB left", "needs");
        }
    }

    @Test
    void openWhenItIsAFileThenSaysSo() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));
        assertThatExceptionOfType(QuickstartException.class)
                .isThrownBy(() -> DataDirectory.open(file))
                .withMessageContaining(file.toString());
    }
}
