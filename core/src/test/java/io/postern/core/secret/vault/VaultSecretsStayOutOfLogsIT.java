package io.postern.core.secret.vault;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretValue;
import io.postern.testing.NeedsVault;
import io.postern.testing.TestAppRole;
import io.postern.testing.VaultFixture;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Spring logs what it encodes and decodes at debug level, unless it is told not to. */
@NeedsVault
class VaultSecretsStayOutOfLogsIT {

    private static final String CANARY = "canary-7d2e-secret";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = Objects.requireNonNull(root.getLevel());
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        // Several threads log, and the appender's own list does not bear that.
        appender.list = new CopyOnWriteArrayList<>();
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        root.setLevel(before);
        root.detachAppender(appender);
    }

    @Test
    void logsWhenAtDebugLevelThenHoldNeitherValuesNorWhatWeLogInWith() {
        VaultFixture vault = VaultFixture.shared();
        String mount = vault.newMount();
        String adminPolicy = vault.policy("charts/postern/policies/admin-api.hcl", mount);
        String gatewayPolicy = vault.policy("charts/postern/policies/gateway.hcl", mount);
        Duration lifetime = Duration.ofMinutes(1);
        TestAppRole adminRole = vault.newAppRole(adminPolicy, lifetime, lifetime);
        TestAppRole gatewayRole = vault.newAppRole(gatewayPolicy, lifetime, lifetime);

        root.setLevel(Level.DEBUG);
        try (VaultSecretStore admin =
                        VaultSecretStore.create(TestVaultProperties.appRole(vault.address(), mount, adminRole));
                VaultSecretStore gateway =
                        VaultSecretStore.create(TestVaultProperties.appRole(vault.address(), mount, gatewayRole))) {
            SecretRef ref = Objects.requireNonNull(
                    admin.put("client/cred_1", SecretBundle.of("key", SecretValue.of(CANARY)), OptionalLong.empty())
                            .block(Duration.ofSeconds(30)));
            assertThat(gateway.read(ref).block(Duration.ofSeconds(30))).isNotNull();
        }
        root.setLevel(before);

        List<String> messages =
                appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(messages)
                .as("debug logs of Spring's client were really there")
                .anyMatch(message -> message.contains("/v1/auth/" + adminRole.mount() + "/login"));
        assertThat(messages)
                .noneMatch(message -> message.contains(CANARY))
                .noneMatch(message -> message.contains(adminRole.secretId()))
                .noneMatch(message -> message.contains(gatewayRole.secretId()))
                .noneMatch(message -> message.contains("hvs."))
                .noneMatch(message -> message.contains("client_token"));
    }
}
