package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.Api.Pair;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** API clients: made, seen, changed, listed and ended. */
class ApiClientsIT extends RunningAdminApi {

    @Test
    void createThenAnswersThePairOnceAndKeepsHashesOnly() {
        Api owner = newUser();
        String client = owner.newClient();
        String path = "/api/clients/" + client + "/api-clients";

        Api.Answer made = owner.post(
                        path,
                        Api.json("{'apiClientName':'Pipeline','apiClientRoles':['user','admin'],"
                                + "'apiClientExpiresAt':'2099-01-01T00:00:00+01:00'}"))
                .expect(201);

        Pair pair = Pair.of(made);
        assertThat(pair.key()).matches("postern_key_[A-Za-z0-9_-]{43}");
        assertThat(pair.secret()).matches("postern_secret_[A-Za-z0-9_-]{43}");
        assertThat(made.header("Location")).isEqualTo(path + "/" + pair.apiClientId());
        assertThat(made.header("Cache-Control")).contains("no-store");
        assertThat(made.text("/message")).isEqualTo("API client created successfully");
        JsonNode record = made.body().at("/apiClients/0");
        assertThat(record.get("pKey").stringValue()).isEqualTo(client);
        assertThat(record.get("sKey").stringValue())
                .isEqualTo(pair.apiClientId())
                .startsWith("apic_");
        assertThat(record.get("apiClientRoles").toString()).isEqualTo("[\"admin\",\"user\"]");
        assertThat(record.get("apiClientActive").booleanValue()).isTrue();
        assertThat(record.get("apiClientExpiresAt").stringValue()).isEqualTo("2098-12-31T23:00:00.000Z");
        assertThat(pair.key()).startsWith(record.get("apiClientKeyPrefix").stringValue());
        assertThat(record.get("apiClientKeyPrefix").stringValue()).hasSize("postern_key_".length() + 6);
        for (Api.Answer later : List.of(owner.get(path), owner.get(path + "/" + pair.apiClientId()))) {
            assertThat(later.expect(200).body().at("/apiClients/0")).isEqualTo(record);
            assertThat(later.response().body()).doesNotContain(pair.key(), pair.secret());
        }
        assertThat(Rows.of(
                        DATABASE,
                        "select octet_length(key_hash) || ' ' || octet_length(secret_hash) from api_client_key"
                                + " where api_client_id = '" + pair.apiClientId() + "'"))
                .containsExactly("32 32");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | apiClientName, apiClientRoles",
                "{'apiClientName':'a','apiClientRoles':[]} | apiClientRoles",
                "{'apiClientName':'a','apiClientRoles':'admin'} | apiClientRoles",
                "{'apiClientName':'a','apiClientRoles':['owner']} | apiClientRoles.0",
                "{'apiClientName':'a','apiClientRoles':['user','Admin',1]} | apiClientRoles.1, apiClientRoles.2",
                "{'apiClientName':'a','apiClientRoles':['user'],'apiClientExpiresAt':'2020-01-01T00:00:00Z'}"
                        + " | apiClientExpiresAt",
                "{'apiClientName':'a','apiClientRoles':['user'],'apiClientExpiresAt':'tomorrow'} | apiClientExpiresAt",
                "{'apiClientName':'a','apiClientRoles':['user'],'apiClientActive':'yes','api_key':'mine'}"
                        + " | apiClientActive, api_key",
            })
    void createWhenFieldsAreWrongThenEachIsNamed(String body, String named) {
        Api owner = newUser();
        assertThat(owner.post("/api/clients/" + owner.newClient() + "/api-clients", Api.json(body))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: " + named);
    }

    @Test
    void programWhenItShowsItsKeyThenMayWhatItsRolesSayInItsOwnClientOnly() {
        Api owner = newUser();
        String client = owner.newClient();
        String other = owner.newClient();
        Pair writer = owner.newApiClient(client, "admin");
        Pair reader = owner.newApiClient(client, "user");
        String targets = "/api/clients/" + client + "/targets";

        String target = api().as(writer.key()).newTarget(client);
        assertThat(api().as("Bearer " + reader.key())
                        .get(targets + "/" + target)
                        .expect(200)
                        .text("/targets/0/userId"))
                .isEqualTo(writer.apiClientId());
        assertThat(Rows.of(DATABASE, "select user_id from audit where resource_id = '" + target + "'"))
                .containsExactly(writer.apiClientId());
        api().as("").send("GET", targets, null, "X-API-Key", reader.key()).expect(200);
        api().as(reader.key()).delete(targets + "/" + target).expect(403);

        Api program = api().as(writer.key());
        program.get("/api/clients/" + other).expect(404);
        program.get("/api/clients/" + other + "/targets").expect(404);
        program.post("/api/clients", Api.json("{'clientName':'Another'}")).expect(403);
        JsonNode clients = program.get("/api/clients").expect(200).body().at("/clients");
        assertThat(clients).hasSize(1);
        assertThat(clients.at("/0/clientId").stringValue()).isEqualTo(client);
        String next = program.get("/api/clients?limit=1")
                .expect(200)
                .body()
                .path("nextCursor")
                .asString("");
        assertThat(next).isEmpty();
    }

    @Test
    void updateWhenRolesActiveOrEndChangeThenTheNextRequestFeelsIt() {
        Api owner = newUser();
        String client = owner.newClient();
        Pair pair = owner.newApiClient(client, "user");
        String path = "/api/clients/" + client + "/api-clients/" + pair.apiClientId();
        Api program = api().as(pair.key());
        String token = owner.newAccessToken(pair);
        program.put("/api/clients/" + client, "{}").expect(403);

        JsonNode changed = owner.put(path, Api.json("{'apiClientRoles':['admin']}"))
                .expect(200)
                .body();
        assertThat(changed.at("/apiClients/0/apiClientName").stringValue()).isEqualTo("Pipeline");
        assertThat(changed.at("/message").stringValue()).isEqualTo("API client updated successfully");
        program.put("/api/clients/" + client, "{}").expect(200);

        owner.put(path, Api.json("{'apiClientActive':false}")).expect(200);
        program.get("/api/clients").expect(401);
        api().as(token).get("/api/clients").expect(401);
        owner.as("").post("/api/auth/token", pair.json()).expect(401);
        owner.put(path, Api.json("{'apiClientActive':null}")).expect(200);
        program.get("/api/clients").expect(200);
        assertThat(api().as(token).get("/api/clients").status())
                .as("a token from before it was switched off")
                .isEqualTo(401);

        String soon = Instant.now().plusSeconds(3600).toString();
        owner.put(path, Api.json("{'apiClientExpiresAt':'" + soon + "'}")).expect(200);
        program.get("/api/clients").expect(200);
        DATABASE.execute(
                "update api_client set api_client_expires_at = date_trunc('second', now()) where api_client_id = '"
                        + pair.apiClientId() + "'");
        program.get("/api/clients").expect(401);
        owner.put(path, Api.json("{'apiClientName':'Ended'}")).expect(200);
        String record = owner.get(path).expect(200).body().at("/apiClients/0").toString();
        assertThat(owner.put(path, record).expect(200).text("/apiClients/0/apiClientName"))
                .as("a record may be sent back as it came, also when its end has come")
                .isEqualTo("Ended");
        program.get("/api/clients").expect(401);
        owner.put(path, Api.json("{'apiClientExpiresAt':null}")).expect(200);
        program.get("/api/clients").expect(200);
    }

    @Test
    void deleteThenTheNextRequestIsRefusedAndNothingRemains() {
        Api owner = newUser();
        String client = owner.newClient();
        Pair pair = owner.newApiClient(client, "admin");
        String token = owner.newAccessToken(pair);
        String path = "/api/clients/" + client + "/api-clients/" + pair.apiClientId();

        assertThat(owner.delete(path).expect(200).body().toString())
                .isEqualTo("{\"message\":\"API client deleted successfully\"}");

        api().as(pair.key()).get("/api/clients").expect(401);
        api().as(token).get("/api/clients").expect(401);
        owner.as("").post("/api/auth/token", pair.json()).expect(401);
        owner.get(path).expect(404);
        owner.delete(path).expect(404);
        assertThat(left(pair)).containsOnly("0");
        assertThat(Rows.of(
                        DATABASE,
                        "select action from audit where resource_id = '" + pair.apiClientId() + "' order by audit_id"))
                .containsExactly("create", "delete");
    }

    @Test
    void clientWhenDeletedThenItsProgramsGoWithIt() {
        Api owner = newUser();
        String client = owner.newClient();
        Pair pair = owner.newApiClient(client, "admin");
        String token = owner.newAccessToken(pair);

        owner.delete("/api/clients/" + client).expect(200);

        api().as(pair.key()).get("/api/clients").expect(401);
        api().as(token).get("/api/clients").expect(401);
        assertThat(left(pair)).containsOnly("0");
    }

    @Test
    void apiClientWhenOfAnotherClientThen404AlsoForAnOwner() {
        Api owner = newUser();
        String theirs = owner.newClient();
        Pair pair = owner.newApiClient(theirs, "admin");
        Api other = newUser();
        String own = other.newClient();

        for (String client : List.of(theirs, own)) {
            String path = "/api/clients/" + client + "/api-clients/" + pair.apiClientId();
            other.get(path).expect(404);
            other.put(path, "{}").expect(404);
            other.post(path + "/rotate", "{}").expect(404);
            other.delete(path).expect(404);
        }
        other.get("/api/clients/" + theirs + "/api-clients").expect(404);
        other.post("/api/clients/" + theirs + "/api-clients", "{}").expect(404);
        api().as(pair.key()).get("/api/clients").expect(200);
    }

    @Test
    void listWhenThereAreManyThenInPages() {
        Api owner = newUser();
        String client = owner.newClient();
        for (int i = 0; i < 3; i++) {
            owner.newApiClient(client, "user");
        }
        JsonNode first = owner.get("/api/clients/" + client + "/api-clients?limit=2")
                .expect(200)
                .body();
        JsonNode second = owner.get("/api/clients/" + client + "/api-clients?limit=2&cursor="
                        + first.get("nextCursor").stringValue())
                .expect(200)
                .body();
        assertThat(first.get("apiClients")).hasSize(2);
        assertThat(second.get("apiClients")).hasSize(1);
        assertThat(second.has("nextCursor")).isFalse();
    }

    private static List<String> left(Pair pair) {
        String of = " where api_client_id = '" + pair.apiClientId() + "'";
        return Rows.of(
                DATABASE,
                "select count(*) from api_client" + of + " union all select count(*) from api_client_key" + of
                        + " union all select count(*) from access_token" + of);
    }
}
