package io.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as an operating system sees it. */
class GatewayProcessIT {

    private static Process start(Path output, String... settings) throws IOException {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayApplication.class.getName(),
                "--server.port=0",
                "--management.server.port=0",
                "--postern.secrets.store=sealed",
                "--postern.sealed.keys=k1:" + key,
                "--postern.caller-hash.keys[0].id=k1",
                "--postern.caller-hash.keys[0].key=" + key,
                "--postern.gateway.shutdown.drain=100ms"));
        command.addAll(List.of(settings));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    @Test
    void processWhenTerminatedThenItEndsWithZero(@TempDir Path folder) throws Exception {
        TestDatabase database = PostgresFixture.shared().newDatabase();
        Path output = folder.resolve("gateway.log");
        Process process = start(
                output,
                "--spring.r2dbc.url=" + database.r2dbcUrl(),
                "--spring.r2dbc.username=" + TestDatabase.GATEWAY_USER,
                "--spring.r2dbc.password=" + TestDatabase.PASSWORD);
        try {
            Awaitility.await()
                    .atMost(2, TimeUnit.MINUTES)
                    .until(() -> Files.readString(output).contains("Started GatewayApplication"));

            process.destroy();

            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            assertThat(Files.readString(output)).contains("Stopped: every call came to its end");
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whatever is wrong with it, and whoever noticed. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "postern.gateway.limit.redis.url=redis://[:CANARY@127.0.0.1:6379/0 -> postern.gateway.limit.redis.url must be",
                "spring.r2dbc.url=r2dbc:postgresql://me:CANARY^@127.0.0.1:1/postern -> spring.r2dbc.url must be",
                "spring.r2dbc.url= -> spring.r2dbc.url must be r2dbc:postgresql://host:port/database",
                "spring.r2dbc.pool.max-size=4 -> spring.r2dbc.url is required: r2dbc:postgresql://host:port/database",
                "postern.gateway.limit.redis.timeout=CANARY -> postern.gateway.limit.redis.timeout: can't be read as Duration",
                "postern.gateway.limit.redis.key-prefix=CANARY CANARY -> postern.gateway.limit.redis.key-prefix: must be 1 to 64",
                "postern.sealed.keys=CANARY -> postern.sealed.keys: sealing key "
            })
    void processWhenASettingCantBeUsedThenItEndsAndNamesTheSettingAndNeverItsValue(
            String setting, String said, @TempDir Path folder) throws Exception {
        Path output = folder.resolve("gateway.log");
        Process process = start(
                output,
                "--" + setting,
                "--spring.r2dbc.username=me",
                setting.startsWith("spring.r2dbc.")
                        ? "--spring.r2dbc.name=postern"
                        : "--spring.r2dbc.url=r2dbc:postgresql://127.0.0.1:1/postern");
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(output)).contains(said).doesNotContain("CANARY", "\tat ");
    }
}
