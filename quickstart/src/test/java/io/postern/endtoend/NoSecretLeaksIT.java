package io.postern.endtoend;

import static io.postern.endtoend.PosternServers.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import io.postern.testing.OtlpReceiver;
import io.postern.testing.PostgresFixture;
import io.postern.testing.VaultFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A run of everything that succeeds and of everything that fails, with secrets that can be told apart: none of them is
 * found anywhere but in Vault and in what its own target got.
 */
@NeedsVault
class NoSecretLeaksIT {

    private static final Canaries CANARIES = new Canaries();

    private static VaultFixture vault;
    private static PosternServers servers;
    private static CapturedLogs logs;
    private static LeakScenario scenario;
    private static OtlpReceiver traces;

    @BeforeAll
    static void run() throws IOException {
        byte[] hashKey = new byte[32];
        System.arraycopy("c4n4ry of the hash".getBytes(StandardCharsets.UTF_8), 0, hashKey, 0, 18);
        CANARIES.put("hash key", HexFormat.of().formatHex(hashKey));
        PosternServers.Keys keys = new PosternServers.Keys(
                CANARIES.put("user token", "u-c4n4ry-of-the-user-0123456789abcdefghijklmnopqrstuvwxyz"),
                CANARIES.put("hash key in base64", Base64.getEncoder().encodeToString(hashKey)));
        vault = VaultFixture.ownServer();
        logs = new CapturedLogs();
        traces = new OtlpReceiver();
        servers = new PosternServers(
                PostgresFixture.shared(),
                vault,
                keys,
                Map.of(
                        "postern.gateway.trace.endpoint", traces.endpoint(),
                        "postern.gateway.record.log-sample", "1",
                        "postern.gateway.record.clients", "10",
                        "postern.gateway.record.targets", "10"),
                logs);
        CANARIES.put("secret id of admin-api", servers.adminRole().secretId());
        CANARIES.put("vault token of the gateway", servers.gatewayToken());
        scenario = new LeakScenario(servers, vault, CANARIES);
        scenario.run();
        servers.tap().tokens().forEach(token -> CANARIES.put("vault token " + token.length(), token));
    }

    @AfterAll
    static void stop() throws IOException {
        logs.close();
        servers.close();
        traces.close();
        vault.close();
    }

    @Test
    void searchWhenWhereSecretsBelongThenBites() {
        Set<String> found = new TreeSet<>();
        servers.target().received("/").forEach(request -> found.addAll(CANARIES.in(request)));
        for (String name : scenario.shownToTargets()) {
            assertThat(found).anyMatch(finding -> finding.startsWith(name + " as "));
        }
        assertThat(CANARIES.in(String.join(" ", servers.tap().tokens())))
                .anyMatch(finding -> finding.startsWith("vault token of the gateway"));
        assertThat(logs.debugLines()).isGreaterThan(100);
        assertThat(scenario.gatewayAnswers()).hasSizeGreaterThan(25);
        assertThat(scenario.codes())
                .contains(
                        "invalid_proxy_credential",
                        "denied_by_rule",
                        "ambiguous_query",
                        "unreadable_body",
                        "injection_failed",
                        "rate_limited",
                        "secret_unavailable",
                        "caller_keys_unavailable",
                        "upstream_unreachable",
                        "upstream_tls_failed",
                        "upstream_broken",
                        "upstream_timeout");
    }

    @Test
    void logsWhenEverythingIsLoggedAtDebugThenHoldNoSecret() {
        assertClean("a line of the log", logs.lines());
    }

    @Test
    void gatewayAnswersWhenTheyAreRefusalsOrNotThenHoldNoSecret() {
        assertClean("an answer of the gateway", scenario.gatewayAnswers());
    }

    @Test
    void adminAnswersWhenTheyAreRecordsOrErrorsThenHoldNoSecret() {
        assertClean("an answer of the admin API", servers.admin().seen());
    }

    @Test
    void tracesWhenOfEveryCallThenHoldNoSecret() {
        // Every proxy was called, some without ever reaching their target.
        await(
                "the last spans are here",
                () -> traces.spans().size() > scenario.gatewayAnswers().size());
        assertThat(traces.spans())
                .extracting(span -> span.attributes().get("postern.outcome"))
                .contains(
                        "2xx",
                        "invalid_proxy_credential",
                        "denied_by_rule",
                        "rate_limited",
                        "injection_failed",
                        "secret_unavailable",
                        "upstream_unreachable",
                        "truncated");
        assertClean("a batch of spans", traces.texts());
    }

    @Test
    void managementWhenScrapedThenHoldsNoSecret() {
        assertThat(scenario.management()).anyMatch(page -> page.contains("jvm_memory_used_bytes"));
        assertClean("a page of a management port", scenario.management());
    }

    @Test
    void databaseWhenReadWholeThenHoldsNoSecret() {
        String database = DatabaseText.of(servers.database());
        assertThat(database).contains("audit (").contains("change (").contains("request_log");
        assertClean("a row", database.lines().toList());
    }

    private static void assertClean(String what, Iterable<String> texts) {
        for (String text : texts) {
            assertThat(CANARIES.in(text)).as("%s: %s", what, text).isEmpty();
        }
    }
}
