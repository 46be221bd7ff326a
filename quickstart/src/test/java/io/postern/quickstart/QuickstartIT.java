package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.json.JsonMapper;

class QuickstartIT {

    @TempDir
    Path parent;

    private static String paste(String line) throws Exception {
        Process bash = new ProcessBuilder("bash", "-c", line.strip() + " --silent --show-error --fail-with-body")
                .redirectErrorStream(true)
                .start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(line + "\n" + answer).isZero();
        return answer;
    }

    private static List<String> curlLines(RunningQuickstart quickstart) {
        return quickstart
                .output()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("curl "))
                .toList();
    }

    private static void allLinesWork(RunningQuickstart quickstart) throws Exception {
        List<String> lines = curlLines(quickstart);
        assertThat(lines).hasSize(3);
        JsonNode targets = JsonMapper.shared().readTree(paste(lines.get(0)));
        assertThat(targets.at("/targets/0/targetName").stringValue()).isEqualTo("Demo target");
        JsonNode echo = JsonMapper.shared().readTree(paste(lines.get(1)));
        assertThat(echo.at("/path").stringValue()).isEqualTo("/hello");
        assertThat(echo.at("/query/from").stringValue()).isEqualTo("postern");
        assertThat(echo.at("/headers/authorization").stringValue()).isEqualTo("Bearer secret…");
        assertThat(echo.at("/headers/x-api-key").isMissingNode()).isTrue();
        // The call is written a moment after it ended.
        await().ignoreExceptionsInstanceOf(JsonNodeException.class).untilAsserted(() -> {
            JsonNode latest = JsonMapper.shared().readTree(paste(lines.get(2))).at("/requests/0");
            assertThat(latest.at("/requestPath").stringValue()).isEqualTo("/hello");
            assertThat(latest.at("/requestOutcome").stringValue()).isEqualTo("answered");
            assertThat(latest.toString()).doesNotContain("from", "=postern");
        });
    }

    @Test
    void startWhenThereIsNoDataThenThePrintedLinesWorkAndCtrlCStopsEverything() throws Exception {
        Path data = parent.resolve("data");
        try (RunningQuickstart quickstart = RunningQuickstart.start(data).ready()) {
            allLinesWork(quickstart);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(Facts.FILE))))
                    .isEqualTo("rw-------");
            Facts facts = quickstart.facts();
            assertThat(quickstart.output())
                    .contains(facts.adminUrl(), facts.gatewayUrl(), facts.userToken(), facts.clientId());
            assertThat(quickstart.log()).doesNotContain(facts.userToken(), facts.proxyKey());
            long postgres = quickstart.postgresPid();

            assertThat(quickstart.interrupt()).isZero();
            assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
            // Its last act is to remove that file; the process itself is gone a moment later.
            await().until(() -> ProcessHandle.of(postgres).isEmpty());
        }
    }

    @Test
    void restartWhenStoppedThenKilledThenFreshThenKeepsItsDataUntilThen() throws Exception {
        Path data = parent.resolve("data");
        Facts first;
        try (RunningQuickstart quickstart = RunningQuickstart.start(data).ready()) {
            first = quickstart.facts();
            assertThat(quickstart.terminate()).isZero();
        }
        try (RunningQuickstart stopped = RunningQuickstart.start(data).ready()) {
            assertSameDemo(stopped.facts(), first);
            allLinesWork(stopped);
            stopped.kill();
            try (RunningQuickstart killed = RunningQuickstart.start(data).ready()) {
                assertSameDemo(killed.facts(), first);
                allLinesWork(killed);
                assertThat(killed.interrupt()).isZero();
            }
        }
        try (RunningQuickstart fresh = RunningQuickstart.start(data, "--fresh").ready()) {
            assertThat(fresh.facts().clientId()).isNotEqualTo(first.clientId());
            assertThat(fresh.facts().userToken()).isNotEqualTo(first.userToken());
            allLinesWork(fresh);
        }
    }

    private static void assertSameDemo(Facts now, Facts before) {
        assertThat(now.clientId()).isEqualTo(before.clientId());
        assertThat(now.proxyId()).isEqualTo(before.proxyId());
        assertThat(now.proxyKey()).isEqualTo(before.proxyKey());
        assertThat(now.userToken()).isEqualTo(before.userToken());
    }

    @Test
    void startWhenAPortIsInUseThenSaysWhichOptionHelps() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningQuickstart quickstart = RunningQuickstart.startAsGiven(
                        parent.resolve("data"),
                        Map.of(),
                        List.of("--admin-port", Integer.toString(taken.getLocalPort()), "--gateway-port", "0"))) {
            assertThat(quickstart.exitCode()).isEqualTo(1);
            assertThat(quickstart.output()).contains("is in use", "--admin-port PORT");
        }
    }

    @Test
    void helpWhenAskedForThenIsPrintedAndNothingStarts() {
        Path data = parent.resolve("data");
        try (RunningQuickstart quickstart = RunningQuickstart.startAsGiven(data, Map.of(), List.of("--help"))) {
            assertThat(quickstart.exitCode()).isZero();
            assertThat(quickstart.output()).isEqualTo(Options.HELP);
            assertThat(data).doesNotExist();
        }
    }
}
