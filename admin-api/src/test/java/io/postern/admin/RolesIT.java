package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.TestUsers.TestUser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may do what, and that another client's resource looks like none at all. */
class RolesIT extends RunningAdminApi {

    @Test
    void createClientWhenAnyUserThenOwnerAndAdministrator() {
        TestUser user = TestUsers.create(DATABASE);
        Api.Answer answer = api().as(user.token())
                .post("/api/clients", Api.json("{'clientName':'Mine'}"))
                .expect(201);

        String clientId = answer.text("/clients/0/clientId");
        assertThat(answer.text("/message")).isEqualTo("Client created successfully");
        assertThat(answer.header("Location")).isEqualTo("/api/clients/" + clientId);
        assertThat(answer.text("/clients/0/clientMembers/0/userId")).isEqualTo(user.userId());
        assertThat(answer.body().at("/clients/0/clientMembers/0/roles").toString())
                .isEqualTo("[\"owner\",\"admin\"]");
        assertThat(api().as(user.token()).get("/api/clients").expect(200).body().at("/clients"))
                .hasSize(1);
    }

    @Test
    void memberWhenOfEachRoleThenMayDoWhatItSays() {
        Api owner = newUser();
        String clientId = owner.newClient();
        String target = owner.newTarget(clientId);
        String secret = owner.newTargetCredential(clientId, "t");
        Api reader = member(clientId, "user");
        Api writer = member(clientId, "admin");
        String client = "/api/clients/" + clientId;

        reader.get(client).expect(200);
        reader.get(client + "/targets/" + target).expect(200);
        reader.get(client + "/requests").expect(200);
        for (Api.Answer refused : List.of(
                reader.put(client, Api.json("{'clientName':'X'}")),
                reader.post(client + "/targets", "{}"),
                reader.put(client + "/targets/" + target, "{}"),
                reader.delete(client + "/targets/" + target),
                reader.post(client + "/credentials", "{}"),
                reader.post(client + "/proxies", "{}"),
                reader.post(client + "/targets/" + target + "/rules", Api.json("{'effect':'deny'}")),
                reader.post(client + "/targets/" + target + "/test", "{}"),
                reader.post(client + "/credentials/" + secret + "/authorize", "{}"),
                reader.delete(client),
                writer.delete(client))) {
            assertThat(refused.expect(403).error()).isEqualTo("forbidden");
        }
        writer.put(client, Api.json("{'clientName':'X'}")).expect(200);
        writer.put(client + "/targets/" + target, Api.json("{'targetName':'X'}"))
                .expect(200);
        owner.delete(client).expect(200);
        owner.get(client).expect(404);
    }

    @Test
    void resourceWhenOfAnotherClientThen404Everywhere() {
        Api mine = newUser();
        String theirs = mine.newClient();
        String caller = mine.newProxyCredential(theirs, "k");
        String secret = mine.newTargetCredential(theirs, "t");
        String target = mine.newTarget(theirs);
        String proxy = mine.newProxy(theirs, caller, target, secret);
        String rule = mine.create(
                "/api/clients/" + theirs + "/targets/" + target + "/rules", "{'effect':'deny'}", "/rules/0/ruleId");
        Api other = newUser();
        String own = other.newClient();

        for (String client : List.of(theirs, own)) {
            for (String path : List.of(
                    "/targets/" + target,
                    "/credentials/" + secret,
                    "/proxies/" + proxy,
                    "/targets/" + target + "/rules/" + rule)) {
                other.get("/api/clients/" + client + path).expect(404);
                other.put("/api/clients/" + client + path, "{}").expect(404);
                other.delete("/api/clients/" + client + path).expect(404);
            }
            other.get("/api/clients/" + client + "/targets/" + target + "/rules")
                    .expect(404);
            other.post("/api/clients/" + client + "/targets/" + target + "/rules", Api.json("{'effect':'deny'}"))
                    .expect(404);
            other.post(
                            "/api/clients/" + client + "/proxies/" + proxy + "/explain",
                            Api.json("{'method':'GET','path':'/'}"))
                    .expect(404);
            other.post("/api/clients/" + client + "/targets/" + target + "/test", Api.json("{'credentialId':'x'}"))
                    .expect(404);
            other.post("/api/clients/" + client + "/credentials/" + secret + "/authorize", "{}")
                    .expect(404);
        }
        other.get("/api/clients/" + theirs + "/requests").expect(404);
        assertThat(other.get("/api/clients").body().at("/clients")).hasSize(1);
        String binds = "{'proxyName':'P','proxyRegion':'us-east-1','proxyProxyCredentialId':'" + caller
                + "','proxyTargetId':'" + target + "','proxyTargetCredentialId':'" + secret + "'}";
        assertThat(other.post("/api/clients/" + own + "/proxies", Api.json(binds))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: proxyProxyCredentialId, proxyTargetCredentialId, proxyTargetId");
        mine.get("/api/clients/" + theirs + "/proxies/" + proxy).expect(200);
    }

    private Api member(String clientId, String roles) {
        TestUser user = TestUsers.create(DATABASE);
        TestUsers.join(DATABASE, clientId, user.userId(), roles);
        return api().as(user.token());
    }
}
