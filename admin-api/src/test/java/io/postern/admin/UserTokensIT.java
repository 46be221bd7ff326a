package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** One's own user tokens. */
class UserTokensIT extends RunningAdminApi {

    private static final String TOKENS = "/api/users/me/tokens";

    @Test
    void createThenAnswersTheTokenOnceAndItServes() {
        Api user = newUser();

        Api.Answer made =
                user.post(TOKENS, Api.json("{'userTokenName':'Laptop'}")).expect(201);

        String token = made.text("/userToken");
        String id = made.text("/userTokens/0/userTokenId");
        assertThat(token).matches("u-[A-Za-z0-9_-]{43}").startsWith(made.text("/userTokens/0/userTokenPrefix"));
        assertThat(made.text("/userTokens/0/userTokenPrefix")).hasSize(8);
        assertThat(made.header("Location")).isEqualTo(TOKENS + "/" + id);
        assertThat(made.text("/message")).isEqualTo("User token created successfully");
        assertThat(made.body().at("/userTokens/0/userTokenExpiresAt").isNull()).isTrue();
        Api.Answer read = user.get(TOKENS + "/" + id).expect(200);
        assertThat(api().as(token).get("/api/users/me").expect(200).text("/users/0/userId"))
                .isEqualTo(made.text("/userTokens/0/userId"));
        assertThat(read.body().at("/userTokens/0")).isEqualTo(made.body().at("/userTokens/0"));
        assertThat(read.response().body()).doesNotContain(token);
        JsonNode page = user.get(TOKENS + "?limit=1").expect(200).body();
        assertThat(page.get("userTokens")).hasSize(1);
        assertThat(user.get(TOKENS + "?cursor=" + page.get("nextCursor").stringValue())
                        .expect(200)
                        .body()
                        .get("userTokens"))
                .hasSize(1);
        assertThat(Rows.of(
                        DATABASE,
                        "select action || ' ' || resource_kind || coalesce(client_id, '') from audit where resource_id = '"
                                + id + "'"))
                .containsExactly("create user_token");
    }

    @Test
    void tokenWhenItIsShownThenItsRecordSaysWhenToWithinFiveMinutes() {
        Api user = newUser();
        Api.Answer made =
                user.post(TOKENS, Api.json("{'userTokenName':'Cron'}")).expect(201);
        String path = TOKENS + "/" + made.text("/userTokens/0/userTokenId");
        assertThat(made.body().at("/userTokens/0/userTokenLastUsedAt").isNull()).isTrue();
        assertThat(user.get(path)
                        .expect(200)
                        .body()
                        .at("/userTokens/0/userTokenLastUsedAt")
                        .isNull())
                .as("nobody has shown it yet")
                .isTrue();
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        Api holder = api().as(made.text("/userToken"));
        // More than once, since it is left out while another one is being noted.
        String first = await().until(
                        () -> holder.get(path).expect(200).text("/userTokens/0/userTokenLastUsedAt"),
                        used -> used.startsWith("2"));
        assertThat(Instant.parse(first)).isBetween(before, Instant.now());
        Rows.of(
                DATABASE,
                "update user_token set last_used_at = now() - interval '4 minutes' where token_id = '"
                        + made.text("/userTokens/0/userTokenId") + "' returning token_id");
        String recent = holder.get(path).expect(200).text("/userTokens/0/userTokenLastUsedAt");
        assertThat(holder.get(path).expect(200).text("/userTokens/0/userTokenLastUsedAt"))
                .as("noted a moment ago")
                .isEqualTo(recent)
                .isLessThan(first);
        Rows.of(
                DATABASE,
                "update user_token set last_used_at = now() - interval '6 minutes' where token_id = '"
                        + made.text("/userTokens/0/userTokenId") + "' returning token_id");
        await().untilAsserted(() -> assertThat(holder.get(path).expect(200).text("/userTokens/0/userTokenLastUsedAt"))
                .isGreaterThan(first));
    }

    @Test
    void deleteThenTheNextRequestIsRefused() {
        Api user = newUser();
        Api.Answer made =
                user.post(TOKENS, Api.json("{'userTokenName':'Lost'}")).expect(201);
        String path = TOKENS + "/" + made.text("/userTokens/0/userTokenId");
        Api other = newUser();
        other.get(path).expect(404);
        other.delete(path).expect(404);

        assertThat(api().as(made.text("/userToken")).delete(path).expect(200).text("/message"))
                .isEqualTo("User token deleted successfully");

        api().as(made.text("/userToken")).get(TOKENS).expect(401);
        user.get(path).expect(404);
        user.delete(path).expect(404);
        assertThat(user.get(TOKENS).expect(200).body().get("userTokens")).hasSize(1);
    }

    @Test
    void tokenWhenItEndsThenIsRefusedAndMakesNoneThatOutlivesIt() {
        Api user = newUser();
        Instant end = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.MILLIS);
        Api.Answer made = user.post(
                        TOKENS, Api.json("{'userTokenName':'Ten minutes','userTokenExpiresAt':'" + end + "'}"))
                .expect(201);
        Api passing = api().as(made.text("/userToken"));

        assertThat(passing.post(
                                TOKENS,
                                Api.json("{'userTokenName':'Longer','userTokenExpiresAt':'" + end.plusMillis(1) + "'}"))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: userTokenExpiresAt");
        Api.Answer heir =
                passing.post(TOKENS, Api.json("{'userTokenName':'Heir'}")).expect(201);
        assertThat(heir.text("/userTokens/0/userTokenExpiresAt"))
                .isEqualTo(made.text("/userTokens/0/userTokenExpiresAt"));

        DATABASE.execute("update user_token set expires_at = now() where token_id = '"
                + made.text("/userTokens/0/userTokenId") + "'");
        passing.get(TOKENS).expect(401);
        user.post(TOKENS, Api.json("{'userTokenName':'Next'}")).expect(201);
        user.get(TOKENS + "/" + made.text("/userTokens/0/userTokenId")).expect(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | userTokenName",
                "{'userTokenName':'a','userTokenExpiresAt':'2020-01-01T00:00:00Z'} | userTokenExpiresAt",
                "{'userTokenName':'a','userTokenExpiresAt':'2020'} | userTokenExpiresAt",
                "{'userTokenName':'a','userToken':'u-of-my-own'} | userToken",
            })
    void createWhenFieldsAreWrongThenEachIsNamed(String body, String named) {
        assertThat(newUser().post(TOKENS, Api.json(body)).expect(422).error()).isEqualTo("validation_failed: " + named);
    }

    @Test
    void bootstrapTokenThenStaysWhatTheSettingsSay() {
        JsonNode tokens = api().get(TOKENS).expect(200).body().get("userTokens");
        String id = "";
        for (JsonNode token : tokens) {
            if (token.get("userTokenName").stringValue().equals("bootstrap")) {
                id = token.get("userTokenId").stringValue();
            }
        }
        assertThat(api().delete(TOKENS + "/" + id).expect(409).error()).isEqualTo("conflict");
        assertThat(api().post(TOKENS, Api.json("{'userTokenName':'bootstrap'}"))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: userTokenName");
        newUser().post(TOKENS, Api.json("{'userTokenName':'bootstrap'}")).expect(201);
    }

    @Test
    void createWhenThereAreAHundredThenAConflict() {
        Api user = newUser();
        DATABASE.execute("insert into user_token (token_id, user_id, token_name, token_hash, created_at)"
                + " select 'tok_' || n || user_id, user_id, 'many', sha256((n || user_id)::bytea), now()"
                + " from app_user, generate_series(1, 99) n where user_id = '"
                + user.get("/api/users/me").expect(200).text("/users/0/userId") + "'");
        assertThat(user.post(TOKENS, Api.json("{'userTokenName':'One more'}"))
                        .expect(409)
                        .error())
                .isEqualTo("conflict");
    }
}
