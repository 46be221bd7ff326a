package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Writing references: Vault is not asked, and nothing listens where it should be. */
@SpringBootTest(classes = AdminApiApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@DirtiesContext
class SecretReferencesIT {

    private static final TestDatabase DATABASE = PostgresFixture.shared().newEmptyDatabase();

    @LocalServerPort
    private int port;

    private String clientId = "";
    private String path = "";

    @DynamicPropertySource
    static void vault(DynamicPropertyRegistry registry) {
        RunningAdminApi.properties(registry, DATABASE);
        registry.add("postern.secrets.store", () -> "vault");
        registry.add("postern.vault.uri", () -> "http://127.0.0.1:1");
        registry.add("postern.vault.token", () -> "none");
        registry.add("postern.vault.references.allowed", () -> "kv/data/teams/{clientId}/*,database/creds/*,secret/*");
    }

    @BeforeEach
    void client() {
        clientId = api().newClient();
        path = "/api/clients/" + clientId + "/credentials";
    }

    private Api api() {
        return new Api("http://localhost:" + port, RunningAdminApi.ADMIN_TOKEN);
    }

    private static String credential(String type, String kind, String more) {
        return "{'credentialType':'" + type + "','credentialAuthType':'" + kind + "','credentialName':'C',"
                + "'credentialRegion':'us-east-1'," + more + "}";
    }

    private String mine(String rest) {
        return "{'path':'kv/data/teams/" + clientId + "/stripe'," + rest + "}";
    }

    private Api.Answer post(String type, String kind, String more) {
        return api().post(path, Api.json(credential(type, kind, more)));
    }

    private String bearer() {
        return post("target", "bearer", "'credentialSecretRef':" + mine("'field':'api_key'"))
                .expect(201)
                .text("/credentials/0/credentialId");
    }

    @Test
    void createWhenItRefersToASecretThenTheReferenceIsKeptAndAnswered() {
        String id = bearer();

        Api.Answer read = api().get(path + "/" + id).expect(200);

        assertThat(read.body().at("/credentials/0/credentialSecretRef").toString())
                .isEqualTo(Api.json("{'path':'kv/data/teams/" + clientId + "/stripe','fields':{'token':'api_key'}}"));
        assertThat(read.body().at("/credentials/0/credentialSecretVersion").isNull())
                .isTrue();
        assertThat(row(id, "secret_path")).isEqualTo("null");
        assertThat(row(id, "secret_reference ->> 'path'")).isEqualTo("kv/data/teams/" + clientId + "/stripe");
        assertThat(Rows.of(DATABASE, "select detail::text from audit where resource_id = '" + id + "'")
                        .get(0))
                .contains("credentialSecretRef");
    }

    @Test
    void createWhenSeveralFieldsAVersionOrALeaseAreNamedThenAccepted() {
        for (String reference : new String[] {
            mine("'fields':{'username':'user','password':'pass'},'version':3"),
            "{'path':'database/creds/app','fields':{'username':'username','password':'password'},'dynamic':true}"
        }) {
            Api.Answer answer = post("target", "basicAuth", "'credentialSecretRef':" + reference)
                    .expect(201);
            String id = answer.text("/credentials/0/credentialId");
            // An answer can be sent back as it came.
            assertThat(api().put(
                                    path + "/" + id,
                                    answer.body().at("/credentials/0").toString())
                            .expect(200)
                            .body()
                            .at("/credentials/0/credentialSecretRef"))
                    .isEqualTo(answer.body().at("/credentials/0/credentialSecretRef"));
        }
    }

    @Test
    void createWhenCallersAreCheckedWithASharedSecretThenItMayLieElsewhere() {
        post("proxy", "jwtVerify", "'credentialSecretRef':" + mine("'field':'hmac'"))
                .expect(201);
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "target | bearer | 'credentialSecretRef':{'path':'kv/data/teams/cli_other/x','field':'f'}"
                        + " | credentialSecretRef.path | another client's path",
                "target | bearer | 'credentialSecretRef':{'path':'secret/data/postern/a/b','field':'f'}"
                        + " | credentialSecretRef.path | our own place",
                "target | bearer | 'credentialSecretRef':{'path':'secret/data/postern-rotating/a/b','field':'f'}"
                        + " | credentialSecretRef.path | our own place for what gateways write",
                "target | bearer | 'credentialSecretRef':{'path':'database/creds/../../sys/x','field':'f'}"
                        + " | credentialSecretRef.path | dots that climb",
                "target | bearer | 'credentialSecretRef':{'path':'http://evil/v1/x','field':'f'}"
                        + " | credentialSecretRef.path | a URL",
                "target | bearer | 'credentialSecretRef':{'path':'database/creds/a','fields':{'key':'f'}}"
                        + " | credentialSecretRef.fields.key, credentialSecretRef.fields.token | names of another kind",
                "target | basicAuth | 'credentialSecretRef':{'path':'database/creds/a','field':'f'}"
                        + " | credentialSecretRef.field | one field for two values",
                "target | bearer | 'credentialSecretRef':{'path':'database/creds/a','field':'f'},"
                        + "'credentialSecret':{'token':'t'} | credentialSecretRef | a secret beside it",
                "target | none | 'credentialSecretRef':{'path':'database/creds/a','field':'f'}"
                        + " | credentialSecretRef | a kind without a secret",
                "proxy | apiKey | 'credentialSecretRef':{'path':'database/creds/a','field':'f'}"
                        + " | credentialSecretRef | callers that are compared with a hash",
                "target | bearer | 'credentialSecretRef':'database/creds/a' | credentialSecretRef | no object",
                "target | bearer | 'credentialSecretRef':null | credentialSecret | neither of the two",
            })
    void createWhenTheReferenceIsNotPossibleThenItsFieldIsNamed(
            String type, String kind, String more, String fields, String reason) {
        Api.Answer answer = post(type, kind, more).expect(422);

        assertThat(answer.error()).as(reason).isEqualTo("validation_failed: " + fields);
        assertThat(answer.response().body()).doesNotContain("evil", "cli_other");
    }

    @Test
    void updateWhenOnlyTheNameIsSentThenTheReferenceStays() {
        String id = bearer();

        assertThat(api().put(path + "/" + id, Api.json("{'credentialName':'New'}"))
                        .expect(200)
                        .body()
                        .at("/credentials/0/credentialSecretRef/path")
                        .stringValue())
                .endsWith("/stripe");
    }

    @Test
    void updateWhenAnotherReferenceIsSentThenItTakesThePlaceOfTheFirst() {
        String id = bearer();

        Api.Answer answer = api().put(
                        path + "/" + id,
                        Api.json("{'credentialSecretRef':" + mine("'field':'api_key','version':2") + "}"))
                .expect(200);

        assertThat(answer.body()
                        .at("/credentials/0/credentialSecretRef/version")
                        .longValue())
                .isEqualTo(2);
    }

    @Test
    void updateWhenTheReferenceIsTakenAwayWithoutASecretThenASecretIsRequired() {
        String id = bearer();

        assertThat(api().put(path + "/" + id, Api.json("{'credentialSecretRef':null}"))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: credentialSecret");
        assertThat(api().put(path + "/" + id, Api.json("{'credentialAuthType':'basicAuth','credentialConfig':{}}"))
                        .expect(422)
                        .error())
                .startsWith("validation_failed: credentialSecretRef.fields");
    }

    @Test
    void updateWhenTheKindNeedsNoSecretAnyMoreThenTheReferenceGoesWithIt() {
        String id = bearer();

        Api.Answer answer = api().put(
                        path + "/" + id,
                        Api.json("{'credentialAuthType':'none','credentialSecretRef':null," + "'credentialConfig':{}}"))
                .expect(200);

        assertThat(answer.body().at("/credentials/0/credentialSecretRef").isNull())
                .isTrue();
    }

    private static String row(String id, String column) {
        return Rows.of(DATABASE, "select " + column + " from credential where credential_id = '" + id + "'")
                .get(0);
    }
}
