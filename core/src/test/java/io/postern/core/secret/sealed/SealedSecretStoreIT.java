package io.postern.core.secret.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreContract;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretWriter;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SealedSecretStoreIT extends SecretStoreContract {

    private static final TestDatabase DATABASE = PostgresFixture.shared().newDatabase();
    private static final String OLD_KEY = SealingKeys.newKey("old");
    private static final String NEW_KEY = SealingKeys.newKey("new");

    private final SealedSecretStore writer = store(TestDatabase.ADMIN_USER, OLD_KEY);
    private final SealedSecretStore reader = store(TestDatabase.GATEWAY_USER, OLD_KEY);

    private static SealedSecretStore store(String user, String keys) {
        return new SealedSecretStore(DATABASE.connectionFactory(user), SealingKeys.parse(keys));
    }

    @Override
    protected SecretWriter writer() {
        return writer;
    }

    @Override
    protected SecretReader reader() {
        return reader;
    }

    @Test
    void putWhenLookedAtInTheDatabaseThenTheValueIsNotThere() throws SQLException {
        put(newPath(), CANARY);

        try (Connection connection = DATABASE.connect(TestDatabase.OWNER);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select ciphertext from sealed_secret")) {
            while (rows.next()) {
                assertThat(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1))
                        .doesNotContain(CANARY);
            }
        }
    }

    @Test
    void readWhenTheRowWasCopiedFromAnotherPathThenIsCorrupt() {
        SecretRef source = put(newPath(), CANARY);
        SecretRef target = put(newPath(), "other");
        copy(source, target);

        assertCorrupt(target);
    }

    @Test
    void readWhenTheRowWasCopiedFromAnotherVersionThenIsCorrupt() {
        String path = newPath();
        SecretRef first = put(path, CANARY);
        SecretRef second = put(path, "other");
        copy(first, second);

        assertCorrupt(second);
    }

    @Test
    void readWhenAByteWasChangedThenIsCorrupt() {
        SecretRef ref = put(newPath(), CANARY);
        DATABASE.execute(
                "update sealed_secret set ciphertext = set_byte(ciphertext, 3, get_byte(ciphertext, 3) # 1) where "
                        + place(ref));

        assertCorrupt(ref);
    }

    @Test
    void readWhenTheRowNamesAnotherKeyThenIsCorrupt() {
        SecretRef ref = put(newPath(), CANARY);
        DATABASE.execute("update sealed_secret set key_id = 'new' where " + place(ref));

        SecretStoreException error = failure(
                store(TestDatabase.GATEWAY_USER, NEW_KEY + "\n" + OLD_KEY).read(ref));
        assertThat(error.reason()).isEqualTo(Reason.CORRUPT);
        assertHoldsNoCanary(error);
    }

    @Test
    void readWhenTheKeyIsNotConfiguredThenIsDeniedAndNamesTheKey() {
        SecretRef ref = put(newPath(), CANARY);

        SecretStoreException error =
                failure(store(TestDatabase.GATEWAY_USER, NEW_KEY).read(ref));

        assertThat(error.reason()).isEqualTo(Reason.DENIED);
        assertThat(error).hasMessageContaining("key old");
    }

    @Test
    void putWhenAsAGatewayThenIsDenied() {
        assertThat(failure(reader.put(newPath(), bundle(CANARY), OptionalLong.empty()))
                        .reason())
                .isEqualTo(Reason.DENIED);
    }

    @Test
    void putWhenItFailsAfterItsNumberWasTakenThenNothingIsLeft() {
        String path = newPath();
        put(path, "1");
        // The next version's place is taken: the second statement of the transaction fails.
        DATABASE.execute("insert into sealed_secret (secret_path, version, key_id, nonce, ciphertext) values ('" + path
                + "', 2, 'old', '', '')");

        assertThat(failure(writer.put(path, bundle(CANARY), OptionalLong.empty()))
                        .reason())
                .isEqualTo(Reason.UNAVAILABLE);

        DATABASE.execute("delete from sealed_secret where secret_path = '" + path + "' and version = 2");
        assertThat(put(path, "2").version()).isEqualTo(2);
    }

    @Test
    void putWhenAllVersionsWereDestroyedThenNoNumberComesBack() {
        String path = newPath();
        put(path, "1");
        awaitEnd(writer.destroyAll(path));

        assertThat(put(path, "2").version()).isEqualTo(2);
    }

    private static void copy(SecretRef from, SecretRef to) {
        DATABASE.execute(
                "update sealed_secret t set nonce = s.nonce, ciphertext = s.ciphertext from sealed_secret s where s."
                        + place(from).replace("version", "s.version") + " and t."
                        + place(to).replace("version", "t.version"));
    }

    private static String place(SecretRef ref) {
        return "secret_path = '" + ref.path() + "' and version = " + ref.version();
    }

    private void assertCorrupt(SecretRef ref) {
        SecretStoreException error = failure(reader.read(ref));
        assertThat(error.reason()).isEqualTo(Reason.CORRUPT);
        assertThat(error).hasMessageContaining(ref.path());
        assertHoldsNoCanary(error);
    }
}
