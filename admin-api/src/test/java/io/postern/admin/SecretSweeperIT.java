package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.credential.SecretSweeper;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretStore;
import io.postern.core.secret.SecretValue;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Versions of secrets that no row names are destroyed in time, and no other is. */
class SecretSweeperIT extends RunningAdminApi {

    private static final String AGE_SECRETS =
            "update sealed_secret set written_at = written_at - interval '2 hours' where secret_path like '";

    @Autowired
    private SecretSweeper sweeper;

    @Autowired
    private SecretStore store;

    @Test
    void sweepWhenAVersionIsNamedOrYoungThenItStays() {
        String clientId = api().newClient();
        String named = api().newTargetCredential(clientId, "t");
        DATABASE.execute(AGE_SECRETS + clientId + "/%'");
        store.put(clientId + "/cred_young", secret(), OptionalLong.empty()).block();

        sweeper.sweep().block();

        assertThat(versions(clientId)).containsExactly("cred_young 1", named + " 1");
    }

    @Test
    void sweepWhenACrashLeftAVersionWithoutARowThenItGoesOnceItIsOld() {
        String clientId = api().newClient();
        store.put(clientId + "/cred_orphan", secret(), OptionalLong.empty()).block();
        DATABASE.execute(AGE_SECRETS + clientId + "/%'");

        sweeper.sweep().block();

        assertThat(versions(clientId)).isEmpty();
    }

    @Test
    void sweepWhenASecretWasRotatedThenTheOldVersionGoesOnlyLongAfterTheRotation() {
        String clientId = api().newClient();
        String id = api().newTargetCredential(clientId, "t1");
        DATABASE.execute(AGE_SECRETS + clientId + "/%'");
        api().put("/api/clients/" + clientId + "/credentials/" + id, Api.json("{'credentialSecret':{'token':'t2'}}"))
                .expect(200);

        sweeper.sweep().block();
        assertThat(versions(clientId)).containsExactly(id + " 1", id + " 2");

        DATABASE.execute("update credential set updated_at = updated_at - interval '2 hours' where credential_id = '"
                + id + "'");
        sweeper.sweep().block();
        assertThat(versions(clientId)).containsExactly(id + " 2");
    }

    @Test
    void sweepWhenASecretGaveWayToAReferenceThenItsVersionsGoLongAfterwards() {
        String clientId = api().newClient();
        String id = api().newTargetCredential(clientId, "t1");
        DATABASE.execute(
                AGE_SECRETS + clientId + "/%'",
                "update credential set secret_store = null, secret_path = null, secret_version = null,"
                        + " secret_reference = '{\"path\":\"kv/data/a\",\"fields\":{\"token\":\"t\"}}'"
                        + " where credential_id = '" + id + "'");

        sweeper.sweep().block();
        assertThat(versions(clientId)).containsExactly(id + " 1");

        DATABASE.execute("update credential set updated_at = updated_at - interval '2 hours' where credential_id = '"
                + id + "'");
        sweeper.sweep().block();
        assertThat(versions(clientId)).isEmpty();
    }

    private static SecretBundle secret() {
        return SecretBundle.of("token", SecretValue.of("x"));
    }

    private static List<String> versions(String clientId) {
        return Rows.of(
                DATABASE,
                "select split_part(secret_path, '/', 2) || ' ' || version from sealed_secret"
                        + " where secret_path like '" + clientId
                        + "/%' order by secret_path collate \"C\" desc, version");
    }
}
