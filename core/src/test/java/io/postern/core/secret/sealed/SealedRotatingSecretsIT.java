package io.postern.core.secret.sealed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.secret.RotatingSecrets;
import io.postern.core.secret.RotatingSecretsContract;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretWriter;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SealedRotatingSecretsIT extends RotatingSecretsContract {

    private static final TestDatabase DATABASE = PostgresFixture.shared().newDatabase();
    private static final SealingKeys KEYS = SealingKeys.parse(SealingKeys.newKey("k1"));

    private final SealedRotatingSecrets rotating =
            new SealedRotatingSecrets(DATABASE.connectionFactory(TestDatabase.GATEWAY_USER), KEYS);
    private final SealedSecretStore admin =
            new SealedSecretStore(DATABASE.connectionFactory(TestDatabase.ADMIN_USER), KEYS);

    @Override
    protected RotatingSecrets rotating() {
        return rotating;
    }

    @Override
    protected SecretWriter admin() {
        return admin;
    }

    @Test
    void writeWhenLookedAtInTheDatabaseThenTheValueIsNotThere() throws SQLException {
        await(rotating.write(newPath(), bundle(CANARY), 0));
        try (Connection connection = DATABASE.connect(TestDatabase.OWNER);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select ciphertext from rotating_secret")) {
            while (rows.next()) {
                assertThat(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1))
                        .doesNotContain(CANARY);
            }
        }
    }

    @Test
    void readWhenTheRowWasCopiedFromAnotherPathThenIsCorrupt() {
        String source = newPath();
        String target = newPath();
        await(rotating.write(source, bundle(CANARY), 0));
        await(rotating.write(target, bundle("other"), 0));
        DATABASE.execute(
                "update rotating_secret t set nonce = s.nonce, ciphertext = s.ciphertext from rotating_secret s"
                        + " where s.secret_path = '" + source + "' and t.secret_path = '" + target + "'");
        assertThatThrownBy(() -> rotating.read(target).block(Duration.ofSeconds(30)))
                .isInstanceOfSatisfying(
                        SecretStoreException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(SecretStoreException.Reason.CORRUPT));
    }

    @Test
    void rightsThenAGatewayCanNotDelete() throws SQLException {
        try (Connection connection = DATABASE.connect(TestDatabase.GATEWAY_USER);
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("delete from rotating_secret"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }
}
