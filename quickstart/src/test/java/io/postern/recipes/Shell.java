package io.postern.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The shell of a reader.
 *
 * @param replaced what stands in a script, and what is run in its place
 */
record Shell(Path folder, Map<String, String> replaced, Map<String, String> environment) {

    /** What the script prints. It must end well. */
    String run(String script) {
        String here = script;
        for (Map.Entry<String, String> one : replaced.entrySet()) {
            here = here.replace(one.getKey(), one.getValue());
        }
        try {
            Path output = Files.createTempFile(folder, "output", ".txt");
            ProcessBuilder bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c", here)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            bash.environment().putAll(environment);
            bash.environment().put("no_proxy", "127.0.0.1");
            Process process = bash.start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("it goes on: " + Files.readString(output));
            }
            String printed = Files.readString(output);
            assertThat(process.exitValue()).as(printed).isZero();
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
