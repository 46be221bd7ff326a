package io.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as an operating system sees it. */
class GatewayProcessIT {

    @Test
    void processWhenTerminatedThenItEndsWithZero(@TempDir Path folder) throws Exception {
        TestDatabase database = PostgresFixture.shared().newDatabase();
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        Path output = folder.resolve("gateway.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayApplication.class.getName(),
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.r2dbc.url=" + database.r2dbcUrl(),
                        "--spring.r2dbc.username=" + TestDatabase.GATEWAY_USER,
                        "--spring.r2dbc.password=" + TestDatabase.PASSWORD,
                        "--postern.secrets.store=sealed",
                        "--postern.sealed.keys=k1:" + key,
                        "--postern.caller-hash.keys[0].id=k1",
                        "--postern.caller-hash.keys[0].key=" + key,
                        "--postern.gateway.shutdown.drain=100ms")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
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
}
