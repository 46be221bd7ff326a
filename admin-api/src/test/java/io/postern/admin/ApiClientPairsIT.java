package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.admin.Api.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The pairs of API clients: shown, given another one, and exchanged for tokens. */
class ApiClientPairsIT extends RunningAdminApi {

    @Test
    void pairWhenItOrATokenOfItIsShownThenTheRecordSaysWhenAndARotationTellsThePairsApart() {
        Api owner = newUser();
        String client = owner.newClient();
        Pair first = owner.newApiClient(client, "user");
        String path = "/api/clients/" + client + "/api-clients/" + first.apiClientId();
        JsonNode unused = owner.get(path).expect(200).body().at("/apiClients/0");
        assertThat(unused.get("apiClientLastUsedAt").isNull()).isTrue();
        assertThat(unused.get("apiClientPreviousUsedAt").isNull()).isTrue();

        Api withToken = api().as(owner.newAccessToken(first));
        String used = await().until(
                        () -> withToken.get(path).expect(200).text("/apiClients/0/apiClientLastUsedAt"),
                        at -> at.startsWith("2"));
        owner.put(path, Api.json("{'apiClientName':'Renamed'}")).expect(200);

        JsonNode rotated = owner.post(path + "/rotate", Api.json("{'apiClientRotationGraceSeconds':600}"))
                .expect(200)
                .body();
        assertThat(rotated.at("/apiClients/0/apiClientLastUsedAt").isNull())
                .as("the new pair")
                .isTrue();
        assertThat(rotated.at("/apiClients/0/apiClientPreviousUsedAt").stringValue())
                .isEqualTo(used);

        Rows.of(
                DATABASE,
                "update api_client set api_client_previous_used_at = now() - interval '1 hour' where api_client_id = '"
                        + first.apiClientId() + "' returning api_client_id");
        Api withFirst = api().as(first.key());
        await().untilAsserted(
                        () -> assertThat(withFirst.get(path).expect(200).text("/apiClients/0/apiClientPreviousUsedAt"))
                                .isGreaterThan(used));
        assertThat(owner.get(path)
                        .expect(200)
                        .body()
                        .at("/apiClients/0/apiClientLastUsedAt")
                        .isNull())
                .isTrue();
        Api withSecond = api().as(rotated.get("api_key").stringValue());
        await().untilAsserted(
                        () -> assertThat(withSecond.get(path).expect(200).text("/apiClients/0/apiClientLastUsedAt"))
                                .isGreaterThan(used));
    }

    @Test
    void rotateWhenNoGraceIsAskedThenThePairBeforeAndItsTokensEndAtOnce() {
        Api owner = newUser();
        String client = owner.newClient();
        Pair before = owner.newApiClient(client, "user");
        String token = owner.newAccessToken(before);

        Api.Answer rotated = owner.post(
                        "/api/clients/" + client + "/api-clients/" + before.apiClientId() + "/rotate", "{}")
                .expect(200);

        Pair after = Pair.of(rotated);
        assertThat(rotated.text("/message")).isEqualTo("API client rotated successfully");
        assertThat(after.apiClientId()).isEqualTo(before.apiClientId());
        assertThat(after.key()).startsWith(rotated.text("/apiClients/0/apiClientKeyPrefix"));
        api().as(after.key()).get("/api/clients").expect(200);
        api().as(before.key()).get("/api/clients").expect(401);
        api().as(token).get("/api/clients").expect(401);
        owner.as("").post("/api/auth/token", before.json()).expect(401);
        String mixed = new Pair("", after.key(), before.secret()).json();
        owner.as("").post("/api/auth/token", mixed).expect(401);
    }

    @Test
    void rotateWhenAGraceIsAskedThenThePairBeforeIsGoodForItAndNoOlderOne() {
        Api owner = newUser();
        String client = owner.newClient();
        Pair first = owner.newApiClient(client, "user");
        String path = "/api/clients/" + client + "/api-clients/" + first.apiClientId() + "/rotate";
        String token = owner.newAccessToken(first);
        String grace = Api.json("{'apiClientRotationGraceSeconds':600}");

        Pair second = Pair.of(owner.post(path, grace).expect(200));
        for (String good : List.of(first.key(), token, second.key())) {
            api().as(good).get("/api/clients").expect(200);
        }
        JsonNode exchanged =
                owner.as("").post("/api/auth/token", first.json()).expect(200).body();
        assertThat(exchanged.get("expires_in").longValue()).isBetween(500L, 600L);

        Pair third = Pair.of(owner.post(path, grace).expect(200));
        api().as(first.key()).get("/api/clients").expect(401);
        api().as(token).get("/api/clients").expect(401);
        api().as(second.key()).get("/api/clients").expect(200);
        api().as(third.key()).get("/api/clients").expect(200);
        DATABASE.execute(
                "update api_client_key set valid_until = now() where valid_until is not null and api_client_id = '"
                        + first.apiClientId() + "'");
        api().as(second.key()).get("/api/clients").expect(401);
        api().as(third.key()).get("/api/clients").expect(200);
        assertThat(owner.post(path, Api.json("{'apiClientRotationGraceSeconds':2592001}"))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: apiClientRotationGraceSeconds");
    }

    /** However they meet: a token that was made of a pair ends with it. */
    @Test
    void rotateWhenThePairIsExchangedMeanwhileThenNoTokenOfItIsLeft() {
        Api owner = newUser();
        String client = owner.newClient();
        Pair before = owner.newApiClient(client, "user");
        String path = "/api/clients/" + client + "/api-clients/" + before.apiClientId() + "/rotate";
        List<CompletableFuture<Api.Answer>> exchanges = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            exchanges.add(CompletableFuture.supplyAsync(() -> owner.as("").post("/api/auth/token", before.json())));
        }
        exchanges.get(0).join().expect(200);

        Pair after = Pair.of(owner.post(path, "{}").expect(200));

        for (CompletableFuture<Api.Answer> exchange : exchanges) {
            Api.Answer answer = exchange.join();
            assertThat(answer.status()).isIn(200, 401);
            if (answer.status() == 200) {
                api().as(answer.text("/access_token")).get("/api/clients").expect(401);
            }
        }
        api().as(owner.newAccessToken(after)).get("/api/clients").expect(200);
    }

    @Test
    void exchangeWhenThereAreAThousandTokensThenTheOldestGoes() {
        Api owner = newUser();
        Pair pair = owner.newApiClient(owner.newClient(), "user");
        String oldest = owner.newAccessToken(pair);
        String next = owner.newAccessToken(pair);
        DATABASE.execute("insert into access_token (token_hash, key_hash, api_client_id, created_at, expires_at)"
                + " select sha256((n || api_client_id)::bytea), key_hash, api_client_id, now() + interval '1 second',"
                + " now() + interval '1 hour' from api_client_key, generate_series(1, 998) n where api_client_id = '"
                + pair.apiClientId() + "'");

        String newest = owner.newAccessToken(pair);

        api().as(oldest).get("/api/clients").expect(401);
        api().as(next).get("/api/clients").expect(200);
        api().as(newest).get("/api/clients").expect(200);
        assertThat(Rows.of(
                        DATABASE,
                        "select count(*) from access_token where api_client_id = '" + pair.apiClientId() + "'"))
                .containsExactly("1000");
    }
}
