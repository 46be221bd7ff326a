package io.postern.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopSignalsIT {

    private record Program(Process process, BufferedReader output) implements AutoCloseable {

        static Program start(String... arguments) throws IOException {
            // A process started in the background inherits that SIGINT is ignored, and a JVM then ignores it, too.
            List<String> command = new ArrayList<>(List.of(
                    "perl",
                    "-e",
                    "$SIG{INT} = 'DEFAULT'; exec @ARGV or die",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    StoppableProgram.class.getName()));
            command.addAll(List.of(arguments));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            Program program = new Program(
                    process,
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
            program.awaitLine("running");
            return program;
        }

        void awaitLine(String wanted) throws IOException {
            String line = output.readLine();
            while (line != null && !line.equals(wanted)) {
                line = output.readLine();
            }
            assertThat(line).isEqualTo(wanted);
        }

        void signal(String name) throws Exception {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void terminateWhenSentOnceThenTheHooksRunAndTheExitCodeIsZero() throws Exception {
        try (Program program = Program.start()) {
            program.signal("TERM");

            program.awaitLine("hook");
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    void terminateWhenSentTwiceThenTheProcessEndsAtOnceWithTheSignalsCode() throws Exception {
        try (Program program = Program.start("hang")) {
            program.signal("TERM");
            program.awaitLine("hook");
            program.signal("TERM");

            assertThat(program.exitCode()).isEqualTo(128 + 15);
        }
    }

    @Test
    void interruptWhenItFollowsATerminateThenTheProcessEndsAtOnce() throws Exception {
        try (Program program = Program.start("hang")) {
            program.signal("TERM");
            program.awaitLine("hook");
            program.signal("INT");

            assertThat(program.exitCode()).isEqualTo(128 + 2);
        }
    }
}
