package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.TestUsers.TestUser;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Members: who comes, who goes, and that somebody is always left who may say so. */
class MembersIT extends RunningAdminApi {

    @Test
    void addWhenAUserNameIsGivenThenAUserWithATokenThatIsAnsweredOnce() {
        Api owner = newUser();
        String client = owner.newClient();
        String path = "/api/clients/" + client + "/members";

        Api.Answer added = owner.post(path, Api.json("{'userName':'Alice','roles':['user']}"))
                .expect(201);

        String token = added.text("/userToken");
        String userId = added.text("/members/0/userId");
        assertThat(token).matches("u-[A-Za-z0-9_-]{43}");
        assertThat(added.text("/message")).isEqualTo("Member created successfully");
        assertThat(added.header("Location")).isEqualTo(path + "/" + userId);
        assertThat(added.text("/members/0/sKey")).isEqualTo(userId).startsWith("usr_");
        assertThat(added.text("/members/0/pKey")).isEqualTo(client);
        assertThat(added.text("/members/0/userName")).isEqualTo("Alice");
        assertThat(added.body().at("/members/0/subject").isNull()).isTrue();
        JsonNode read = owner.get(path + "/" + userId).expect(200).body();
        assertThat(read.at("/members/0")).isEqualTo(added.body().at("/members/0"));
        assertThat(read.has("userToken")).isFalse();
        Api alice = api().as(token);
        alice.get(path).expect(200);
        alice.put("/api/clients/" + client, "{}").expect(403);
        JsonNode me = alice.get("/api/users/me").expect(200).body().at("/users/0");
        assertThat(me.get("userKind").stringValue()).isEqualTo("user");
        assertThat(me.get("userName").stringValue()).isEqualTo("Alice");
        assertThat(me.get("userId").stringValue()).isEqualTo(userId);
        assertThat(me.at("/userClients/0/roles").toString()).isEqualTo("[\"user\"]");
        assertThat(me.at("/userClients/0/clientId").stringValue()).isEqualTo(client);
    }

    @Test
    void addWhenTheUserIsThereThenAMemberAndTwiceAConflict() {
        Api owner = newUser();
        String client = owner.newClient();
        String path = "/api/clients/" + client + "/members";
        TestUser bob = TestUsers.create(DATABASE);
        String body = Api.json("{'userId':'" + bob.userId() + "','roles':['user','owner','user']}");

        Api.Answer added = owner.post(path, body).expect(201);

        assertThat(added.body().at("/members/0/roles").toString()).isEqualTo("[\"owner\",\"user\"]");
        assertThat(added.body().has("userToken")).isFalse();
        assertThat(owner.post(path, body).expect(409).error()).isEqualTo("conflict");
        JsonNode first =
                api().as(bob.token()).get(path + "?limit=1").expect(200).body();
        JsonNode second = owner.get(path + "?cursor=" + first.get("nextCursor").stringValue())
                .expect(200)
                .body();
        assertThat(first.get("members")).hasSize(1);
        assertThat(second.get("members")).hasSize(1);
        assertThat(owner.get("/api/clients/" + client).expect(200).body().at("/clients/0/clientMembers"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | roles, subject, userId, userName",
                "{'userName':'a','roles':['boss']} | roles.0",
                "{'userName':'a','userId':'b','roles':['user']} | userId, userName",
                "{'userName':' ','roles':['user']} | userName",
                "{'userName':1,'roles':['user']} | userName",
                "{'userId':'usr_none','roles':['user']} | userId",
                "{'userId':'usr_none','roles':[]} | roles",
                "{'subject':'alice','roles':['user']} | subject",
                "{'subject':'','roles':['user']} | subject",
                "{'userName':'a','roles':['user'],'password':'b'} | password",
            })
    void addWhenFieldsAreWrongThenEachIsNamed(String body, String named) {
        Api owner = newUser();
        assertThat(owner.post("/api/clients/" + owner.newClient() + "/members", Api.json(body))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: " + named);
    }

    @Test
    void updateWhenRolesChangeThenTheNextRequestFeelsIt() {
        Api owner = newUser();
        String client = owner.newClient();
        TestUser bob = TestUsers.create(DATABASE);
        TestUsers.join(DATABASE, client, bob.userId(), "admin");
        String path = "/api/clients/" + client + "/members/" + bob.userId();
        Api writer = api().as(bob.token());
        writer.put("/api/clients/" + client, "{}").expect(200);

        Api.Answer changed = owner.put(path, Api.json("{'roles':['user']}")).expect(200);

        assertThat(changed.text("/message")).isEqualTo("Member updated successfully");
        assertThat(changed.body().at("/members/0/roles").toString()).isEqualTo("[\"user\"]");
        writer.put("/api/clients/" + client, "{}").expect(403);
        // A record may be sent back as it came.
        owner.put(path, changed.body().at("/members/0").toString()).expect(200);
        owner.put("/api/clients/" + client + "/members/usr_none", Api.json("{'roles':['user']}"))
                .expect(404);
        assertThat(Rows.of(
                        DATABASE,
                        "select detail ->> 'fields' from audit where action = 'update' and resource_id = '"
                                + bob.userId() + "' order by audit_id"))
                .containsExactly("[\"roles\"]", "[\"roles\"]");
    }

    @Test
    void ownerWhenTheLastOneThenCanNeitherLeaveNorStepDown() {
        TestUser alice = TestUsers.create(DATABASE);
        Api owner = api().as(alice.token());
        String client = owner.newClient();
        String path = "/api/clients/" + client + "/members/";
        assertThat(owner.delete(path + alice.userId()).expect(409).error()).isEqualTo("conflict");
        owner.put(path + alice.userId(), Api.json("{'roles':['admin','user']}")).expect(409);
        owner.put(path + alice.userId(), Api.json("{'roles':['owner']}")).expect(200);

        TestUser bob = TestUsers.create(DATABASE);
        TestUsers.join(DATABASE, client, bob.userId(), "owner");
        owner.put(path + alice.userId(), Api.json("{'roles':['admin']}")).expect(200);
        owner.delete(path + bob.userId()).expect(403);
        assertThat(api().as(bob.token()).delete(path + bob.userId()).expect(409).error())
                .isEqualTo("conflict");
    }

    @Test
    void memberWhenNoOwnerThenLeavesAndRemovesNobodyElse() {
        Api owner = newUser();
        String client = owner.newClient();
        TestUser bob = TestUsers.create(DATABASE);
        TestUser carol = TestUsers.create(DATABASE);
        TestUsers.join(DATABASE, client, bob.userId(), "user");
        TestUsers.join(DATABASE, client, carol.userId(), "admin");
        String path = "/api/clients/" + client + "/members/";

        api().as(bob.token()).delete(path + carol.userId()).expect(403);
        api().as(carol.token()).delete(path + bob.userId()).expect(403);
        assertThat(api().as(bob.token()).delete(path + bob.userId()).expect(200).text("/message"))
                .isEqualTo("Member deleted successfully");
        api().as(bob.token()).get("/api/clients/" + client).expect(404);
        api().as(bob.token()).delete(path + bob.userId()).expect(404);
        owner.delete(path + carol.userId()).expect(200);
        owner.delete(path + carol.userId()).expect(404);
        api().as(carol.token()).get("/api/clients/" + client).expect(404);
        // Still a user, who may make a client.
        api().as(bob.token()).newClient();
    }

    /** However the two meet: the one who comes second is no owner any more. */
    @RepeatedTest(5)
    void ownersWhenTwoRemoveEachOtherAtOnceThenOneIsLeft() {
        TestUser alice = TestUsers.create(DATABASE);
        TestUser bob = TestUsers.create(DATABASE);
        String client = api().as(alice.token()).newClient();
        TestUsers.join(DATABASE, client, bob.userId(), "owner");
        String path = "/api/clients/" + client + "/members/";

        List<Integer> statuses = atOnce(
                () -> api().as(alice.token()).delete(path + bob.userId()),
                () -> api().as(bob.token()).delete(path + alice.userId()));

        assertThat(statuses).contains(200).containsAnyOf(403, 404);
        assertThat(owners(client)).containsExactly("1");
    }

    @RepeatedTest(5)
    void ownersWhenBothLeaveOrStepDownAtOnceThenOneIsLeft() {
        TestUser alice = TestUsers.create(DATABASE);
        TestUser bob = TestUsers.create(DATABASE);
        String client = api().as(alice.token()).newClient();
        TestUsers.join(DATABASE, client, bob.userId(), "owner");
        String path = "/api/clients/" + client + "/members/";

        List<Integer> statuses = atOnce(
                () -> api().as(alice.token()).delete(path + alice.userId()),
                () -> api().as(bob.token()).put(path + bob.userId(), Api.json("{'roles':['admin']}")));

        assertThat(statuses).containsExactlyInAnyOrder(200, 409);
        assertThat(owners(client)).containsExactly("1");
    }

    @Test
    void userWhenDeletedThenMembershipsAndTokensGoWithIt() {
        Api owner = newUser();
        String client = owner.newClient();
        Api.Answer added = owner.post(
                        "/api/clients/" + client + "/members", Api.json("{'userName':'Gone','roles':['admin']}"))
                .expect(201);
        DATABASE.execute("delete from app_user where user_id = '" + added.text("/members/0/userId") + "'");

        api().as(added.text("/userToken")).get("/api/users/me").expect(401);
        owner.get("/api/clients/" + client + "/members/" + added.text("/members/0/userId"))
                .expect(404);
    }

    @Test
    void memberWhenOfAnotherClientThen404() {
        TestUser alice = TestUsers.create(DATABASE);
        String theirs = api().as(alice.token()).newClient();
        Api other = newUser();
        String own = other.newClient();
        for (String client : List.of(theirs, own)) {
            String path = "/api/clients/" + client + "/members/" + alice.userId();
            other.get(path).expect(404);
            other.put(path, Api.json("{'roles':['user']}")).expect(404);
            other.delete(path).expect(404);
        }
        other.get("/api/clients/" + theirs + "/members").expect(404);
        other.post("/api/clients/" + theirs + "/members", Api.json("{'userName':'a','roles':['owner']}"))
                .expect(404);
    }

    private static List<Integer> atOnce(
            java.util.function.Supplier<Api.Answer> one, java.util.function.Supplier<Api.Answer> other) {
        return Stream.of(CompletableFuture.supplyAsync(one), CompletableFuture.supplyAsync(other)).toList().stream()
                .map(answer -> answer.join().status())
                .toList();
    }

    private static List<String> owners(String client) {
        return Rows.of(
                DATABASE, "select count(*) from member where 'owner' = any(roles) and client_id = '" + client + "'");
    }
}
