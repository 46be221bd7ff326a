package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.RepositoryRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./run} in a clone where nothing is built yet, whose Maven only says with which Java it was called. */
class RunScriptTest {

    private static final Path JDK = Path.of(System.getProperty("java.home"));

    @TempDir
    Path clone;

    @BeforeEach
    void copy() throws IOException {
        Files.copy(RepositoryRoot.path().resolve("run"), clone.resolve("run"), StandardCopyOption.COPY_ATTRIBUTES);
        program(clone.resolve("mvnw"), "echo \"built with $JAVA_HOME\"");
    }

    @Test
    void runWhenJavaHomeIsTooOldThenItsBuildTakesTheJavaOfThePath() throws Exception {
        String output = run(java(11, "old"), JDK.resolve("bin"));

        assertThat(output).contains("built with " + JDK + "\n");
    }

    @Test
    void runWhenJavaHomeIsNotThereThenItsBuildTakesTheJavaOfThePath() throws Exception {
        assertThat(run(clone.resolve("nowhere"), JDK.resolve("bin"))).contains("built with " + JDK + "\n");
    }

    @Test
    void runWhenEveryJavaIsTooOldThenSaysWhatItNeeds() throws Exception {
        assertThat(run(java(11, "old"), java(8, "older").resolve("bin")))
                .isEqualTo("Postern needs a JDK 17 or newer: set JAVA_HOME, or put java on the PATH.\n");
    }

    @Test
    void runWhenThereIsNoCompilerThenSaysSoBeforeItBuilds() throws Exception {
        Path runtime = java(17, "runtime");

        assertThat(run(runtime, JDK.resolve("bin")))
                .contains(runtime + " has no compiler")
                .doesNotContain("built");
    }

    /** A Java that knows its version, and nothing else. */
    private Path java(int version, String name) throws IOException {
        Path home = clone.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        program(
                home.resolve("bin/java"),
                "printf '    java.home = %s\\n    java.specification.version = %s\\n' '" + home + "' " + version
                        + " >&2");
        return home;
    }

    private static void program(Path path, String line) throws IOException {
        Files.writeString(path, "#!/usr/bin/env bash\n" + line + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }

    private String run(Path javaHome, Path firstOnThePath) throws IOException, InterruptedException {
        ProcessBuilder run =
                new ProcessBuilder("./run", "--help").directory(clone.toFile()).redirectErrorStream(true);
        run.environment().put("JAVA_HOME", javaHome.toString());
        run.environment().put("PATH", firstOnThePath + ":" + System.getenv("PATH"));
        Process process = run.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isNotZero();
        return output;
    }
}
