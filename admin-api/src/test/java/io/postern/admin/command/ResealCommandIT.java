package io.postern.admin.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretValue;
import io.postern.core.secret.sealed.SealedRotatingSecrets;
import io.postern.core.secret.sealed.SealedSecretStore;
import io.postern.core.secret.sealed.SealingKeys;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import io.r2dbc.spi.ConnectionFactory;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A rotation of the sealing key as docs/operations.md describes it. */
class ResealCommandIT {

    private static final SecretBundle VALUES = SecretBundle.of("key", SecretValue.of("kept"));

    private final String oldKey = SealingKeys.newKey("old");
    private final String newKey = SealingKeys.newKey("new");
    private final TestDatabase database = PostgresFixture.shared().newDatabase();

    private CommandOutput reseal(String store, String keys) {
        return CommandOutput.of(
                "reseal",
                "--spring.r2dbc.url=" + database.r2dbcUrl(),
                "--spring.r2dbc.username=" + TestDatabase.ADMIN_USER,
                "--spring.r2dbc.password=" + TestDatabase.PASSWORD,
                "--spring.r2dbc.pool.initial-size=1",
                "--postern.secrets.store=" + store,
                "--postern.sealed.keys=" + keys);
    }

    private ConnectionFactory as(String user) {
        return database.connectionFactory(user);
    }

    @Test
    void resealWhenTheNewKeyIsFirstThenTheOldOneCanBeTakenOff() {
        SealedSecretStore before = new SealedSecretStore(as(TestDatabase.ADMIN_USER), SealingKeys.parse(oldKey));
        SecretRef ref = Objects.requireNonNull(
                before.put("client/cred", VALUES, OptionalLong.empty()).block());
        new SealedRotatingSecrets(as(TestDatabase.GATEWAY_USER), SealingKeys.parse(oldKey))
                .write("client/cred", VALUES, 0)
                .block();

        CommandOutput output = reseal("sealed", newKey + "," + oldKey);

        assertThat(output.exitCode()).as(output.err()).isZero();
        assertThat(output.out()).contains("Sealed 2 rows again under the key new.", "No row needs another key.");
        SealingKeys after = SealingKeys.parse(newKey);
        assertThat(new SealedSecretStore(as(TestDatabase.GATEWAY_USER), after)
                        .read(ref)
                        .block())
                .isEqualTo(VALUES);
        assertThat(Objects.requireNonNull(new SealedRotatingSecrets(as(TestDatabase.GATEWAY_USER), after)
                                .read("client/cred")
                                .block())
                        .values())
                .isEqualTo(VALUES);
    }

    @Test
    void resealWhenAKeyIsMissingThenSaysHowManyRowsHoldItBackAndFails() {
        new SealedSecretStore(as(TestDatabase.ADMIN_USER), SealingKeys.parse(oldKey))
                .put("client/cred", VALUES, OptionalLong.empty())
                .block();

        CommandOutput output = reseal("sealed", newKey);

        assertThat(output.exitCode()).isEqualTo(1);
        assertThat(output.err()).contains("The key old is still needed for 1 rows of sealed_secret.");
        assertThat(output.out() + output.err()).doesNotContain(newKey.substring(4), oldKey.substring(4));
    }

    @Test
    void resealWhenTheSecretsLieInVaultThenSaysThatThereIsNothingToDo() {
        CommandOutput output = reseal("vault", newKey);

        assertThat(output.exitCode()).isEqualTo(2);
        assertThat(output.err()).contains("postern.secrets.store=sealed");
    }
}
