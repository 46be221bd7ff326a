package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.hash.CallerHasher;
import io.postern.core.plan.CallerHash;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStore;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretValue;
import io.postern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.test.StepVerifier;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class CredentialsIT extends RunningAdminApi {

    @Autowired
    private SecretStore store;

    @Autowired
    private CallerHasher hasher;

    private String clientId = "";
    private String path = "";

    @BeforeEach
    void client() {
        clientId = api().newClient();
        path = "/api/clients/" + clientId + "/credentials";
    }

    @Test
    void createWhenForATargetThenTheSecretIsInTheStoreAndNowhereElse(CapturedOutput output) {
        String id = api().newTargetCredential(clientId, "canary-7f3a");
        Api.Answer read = api().get(path + "/" + id).expect(200);

        assertThat(read.text("/credentials/0/credentialConfig/prefix")).isEqualTo("Bearer ");
        assertThat(read.text("/credentials/0/credentialSecretVersion")).isEqualTo("1");
        assertThat(read.response().body()).doesNotContain("canary-7f3a");
        assertThat(api().get(path).response().body()).doesNotContain("canary-7f3a");
        StepVerifier.create(store.read(new SecretRef(store.name(), clientId + "/" + id, 1)))
                .expectNext(SecretBundle.of("token", SecretValue.of("canary-7f3a")))
                .verifyComplete();
        assertThat(row("select credential::text from credential where credential_id = '" + id + "'"))
                .doesNotContain("canary-7f3a");
        assertThat(row("select detail::text from audit where resource_id = '" + id + "'"))
                .contains("credentialSecret")
                .doesNotContain("canary-7f3a");
        assertThat(output.getAll()).doesNotContain("canary-7f3a");
    }

    @Test
    void createWhenForCallersThenOnlyAKeyedHashIsKept() {
        String id = api().newProxyCredential(clientId, "caller-key-1");

        assertThat(hashes(id)).singleElement().satisfies(hash -> {
            assertThat(hasher.matches(hash, "caller-key-1")).isTrue();
            assertThat(hash.validUntil()).isNull();
        });
        assertThat(row("select secret_path from credential where credential_id = '" + id + "'"))
                .isEqualTo("null");
    }

    @Test
    void updateWhenRotatedThenTheOldKeyStaysForItsGraceAndTheOldVersionForTheGateways() {
        String caller = api().newProxyCredential(clientId, "first-key");
        api().put(path + "/" + caller, Api.json("{'credentialSecret':{'key':'second-key'}}"))
                .expect(200);

        assertThat(hashes(caller)).hasSize(2);
        assertThat(hasher.matches(hashes(caller).get(0), "second-key")).isTrue();
        assertThat(hashes(caller).get(0).validUntil()).isNull();
        assertThat(hasher.matches(hashes(caller).get(1), "first-key")).isTrue();
        assertThat(hashes(caller).get(1).validUntil()).isNotNull();

        String target = api().newTargetCredential(clientId, "first-token");
        Api.Answer rotated = api().put(path + "/" + target, Api.json("{'credentialSecret':{'token':'second-token'}}"))
                .expect(200);
        assertThat(rotated.text("/credentials/0/credentialSecretVersion")).isEqualTo("2");
        StepVerifier.create(store.read(new SecretRef(store.name(), clientId + "/" + target, 1)))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void updateWhenRotatedWithoutGraceThenTheOldKeyIsGoneAtOnce() {
        String id = api().newProxyCredential(clientId, "first-key");
        api().put(
                        path + "/" + id,
                        Api.json("{'credentialRotationGraceSeconds':0,'credentialSecret':{'key':'second-key'}}"))
                .expect(200);

        assertThat(hashes(id))
                .singleElement()
                .satisfies(
                        hash -> assertThat(hasher.matches(hash, "second-key")).isTrue());
    }

    @Test
    void updateWhenOnlyTheNameIsSentThenTheRestStays() {
        String id = api().newTargetCredential(clientId, "token-1");
        Api.Answer answer =
                api().put(path + "/" + id, Api.json("{'credentialName':'New'}")).expect(200);

        assertThat(answer.text("/credentials/0/credentialName")).isEqualTo("New");
        assertThat(answer.text("/credentials/0/credentialSecretVersion")).isEqualTo("1");
        assertThat(answer.text("/message")).isEqualTo("Credential updated successfully");
    }

    @Test
    void deleteWhenAProxyUsesItThen409NamesTheProxyAndElseTheSecretIsDestroyed() {
        String caller = api().newProxyCredential(clientId, "key-1");
        String secret = api().newTargetCredential(clientId, "token-1");
        String proxy = api().newProxy(clientId, caller, api().newTarget(clientId), secret);

        assertThat(api().delete(path + "/" + secret).expect(409).error()).isEqualTo("in_use: proxies." + proxy);
        assertThat(api().delete(path + "/" + caller).expect(409).error()).isEqualTo("in_use: proxies." + proxy);

        api().delete("/api/clients/" + clientId + "/proxies/" + proxy).expect(200);
        assertThat(api().delete(path + "/" + secret).expect(200).text("/message"))
                .isEqualTo("Credential deleted successfully");
        api().get(path + "/" + secret).expect(404);
        StepVerifier.create(store.read(new SecretRef(store.name(), clientId + "/" + secret, 1)))
                .verifyErrorSatisfies(failure -> assertThat(((SecretStoreException) failure).reason())
                        .isEqualTo(SecretStoreException.Reason.NOT_FOUND));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no secret | {T,'credentialAuthType':'bearer'} | credentialSecret",
                "an empty secret | {T,'credentialAuthType':'bearer','credentialSecret':{}} | credentialSecret.token",
                "a wrong name | {T,'credentialAuthType':'bearer','credentialSecret':{'key':'s3cr3t-canary'}}"
                        + " | credentialSecret.key, credentialSecret.token",
                "a value that is no text | {T,'credentialAuthType':'bearer','credentialSecret':{'token':5}}"
                        + " | credentialSecret.token",
                "a line break | {T,'credentialAuthType':'bearer','credentialSecret':{'token':'s3cr3t-canary\\n'}}"
                        + " | credentialSecret.token",
                "a kind of the other type | {T,'credentialAuthType':'jwtVerify'} | credentialAuthType",
                "an unknown kind | {T,'credentialAuthType':'s3cr3t-canary'} | credentialAuthType",
                "an unknown member of the config | {T,'credentialAuthType':'none','credentialConfig':{'a':1}}"
                        + " | credentialConfig.a",
                "a secret of a kind without one | {T,'credentialAuthType':'none','credentialSecret':{'a':'s3cr3t-canary'}}"
                        + " | credentialSecret.a",
                "a header of the gateway's | {T,'credentialAuthType':'apiKey','credentialConfig':{'name':'Host'},"
                        + "'credentialSecret':{'key':'k'}} | credentialConfig.name",
                "a grace that is too long | {T,'credentialAuthType':'none','credentialRotationGraceSeconds':2592001}"
                        + " | credentialRotationGraceSeconds",
                "keys at a refused address | {P,'credentialAuthType':'jwtVerify','credentialSecret':"
                        + "{'jwksUri':'http://10.0.0.1/keys'}} | credentialSecret.jwksUri",
                "a refused address in the config | {P,'credentialAuthType':'jwtVerify','credentialConfig':"
                        + "{'jwksUri':'http://10.0.0.1/keys'}} | credentialConfig.jwksUri",
                "a login at a refused address | {T,'credentialAuthType':'customToken','credentialConfig':"
                        + "{'request':{'url':'http://10.0.0.1/login'},'token':{'pointer':'/t'}}} | credentialConfig.request.url",
                "a token server at a refused address | {T,'credentialAuthType':'oauth2','credentialConfig':"
                        + "{'tokenUrl':'http://10.0.0.1/token'},'credentialSecret':{'clientId':'c','clientSecret':'s3cr3t-canary'}}"
                        + " | credentialConfig.tokenUrl",
                "a placeholder without a value | {T,'credentialAuthType':'customToken','credentialConfig':{'request':"
                        + "{'url':'https://login.example.com','form':{'u':'{{user}}'}},'token':{'pointer':'/t'}},"
                        + "'credentialSecret':{}} | credentialSecret.user",
                "a value without a placeholder | {T,'credentialAuthType':'customToken','credentialConfig':{'request':"
                        + "{'url':'https://login.example.com'},'token':{'pointer':'/t'}},"
                        + "'credentialSecret':{'user':'s3cr3t-canary'}} | credentialSecret.user",
            })
    void createWhenAFieldIsWrongThen422NamesIt(String what, String body, String fields) {
        String whole = body.replace("T,", "'credentialType':'target','credentialName':'n','credentialRegion':'r',")
                .replace("P,", "'credentialType':'proxy','credentialName':'n','credentialRegion':'r',");
        Api.Answer answer = api().post(path, Api.json(whole));

        assertThat(answer.expect(422).error()).as(what).isEqualTo("validation_failed: " + fields);
        assertThat(answer.response().body()).doesNotContain("s3cr3t-canary");
    }

    @Test
    void createWhenTheKindHasAnAliasThenTheCanonicalNameIsAnswered() {
        String id = api().create(
                        path,
                        "{'credentialType':'proxy','credentialAuthType':'key','credentialName':'n',"
                                + "'credentialRegion':'r','credentialSecret':{'key':'k'}}",
                        "/credentials/0/credentialId");
        assertThat(api().get(path + "/" + id).text("/credentials/0/credentialAuthType"))
                .isEqualTo("apiKey");
    }

    @Test
    void createWhenJwtVerifyIsConfiguredInsideTheSecretThenItIsReadable() {
        String id = api().create(
                        path,
                        "{'credentialType':'proxy','credentialAuthType':'jwtVerify','credentialName':'n',"
                                + "'credentialRegion':'r','credentialSecret':{'jwksUri':'https://idp.example.com/keys',"
                                + "'issuer':'https://idp.example.com/','audience':'a'}}",
                        "/credentials/0/credentialId");
        Api.Answer read = api().get(path + "/" + id);
        assertThat(read.text("/credentials/0/credentialConfig/jwksUri")).isEqualTo("https://idp.example.com/keys");
        assertThat(read.text("/credentials/0/credentialConfig/issuer")).isEqualTo("https://idp.example.com/");
    }

    @Test
    void updateWhenTheConfigNeedsOtherSecretsThen422() {
        String id = api().create(
                        path,
                        "{'credentialType':'target','credentialAuthType':'custom','credentialName':'n',"
                                + "'credentialRegion':'r','credentialConfig':{'inject':[{'in':'header','name':'A','value':'{{a}}'}]},"
                                + "'credentialSecret':{'a':'1'}}",
                        "/credentials/0/credentialId");
        String patch = "{'credentialConfig':{'inject':[{'in':'header','name':'A','value':'{{b}}'}]}";
        assertThat(api().put(path + "/" + id, Api.json(patch + "}")).expect(422).error())
                .isEqualTo("validation_failed: credentialSecret");
        api().put(path + "/" + id, Api.json(patch + ",'credentialSecret':{'b':'2'}}"))
                .expect(200);
    }

    @Test
    void updateWhenTheRegionOrTypeChangesThen422() {
        String id = api().newTargetCredential(clientId, "t");
        assertThat(api().put(path + "/" + id, Api.json("{'credentialRegion':'eu-west-1'}"))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: credentialRegion");
        assertThat(api().put(path + "/" + id, Api.json("{'credentialType':'proxy'}"))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: credentialType");
    }

    private List<CallerHash> hashes(String id) {
        return JsonMapper.shared()
                .readValue(
                        row("select caller_hashes::text from credential where credential_id = '" + id + "'"),
                        new TypeReference<List<CallerHash>>() {});
    }

    private static String row(String sql) {
        try (Connection connection = DATABASE.connect(TestDatabase.OWNER);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            assertThat(rows.next()).as(sql).isTrue();
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void createWhenItRefersToASecretAndTheStoreIsNoVaultThenSaysThatReferencesNeedVault() {
        Api.Answer answer = api().post(
                        path,
                        Api.json("{'credentialType':'target','credentialAuthType':'bearer','credentialName':'C',"
                                + "'credentialRegion':'us-east-1',"
                                + "'credentialSecretRef':{'path':'kv/data/a','field':'key'}}"))
                .expect(422);

        assertThat(answer.error()).isEqualTo("validation_failed: credentialSecretRef.path");
        assertThat(answer.text("/error/details/0/message")).contains("references need Vault");
    }
}
