package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.Api.Pair;
import io.postern.admin.TestUsers.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Each operation of the OpenAPI document, asked for by each kind of requester with each role. */
class EveryRequesterIT extends RunningAdminApi {

    /** What an operation needs. */
    private enum Needs {
        NOTHING,
        ANYBODY,
        A_PERSON,
        USER,
        ADMIN,
        OWNER
    }

    /**
     * Who asks.
     *
     * @param may the most in the client; {@code NOTHING} for who shows nothing
     */
    private record Asks(String name, String token, boolean person, Needs may) {

        int expected(Needs needs) {
            if (needs == Needs.NOTHING) {
                // The pair in the body must be the only credential.
                return token.isEmpty() ? 422 : 401;
            }
            if (token.isEmpty()) {
                return 401;
            }
            return switch (needs) {
                case NOTHING, ANYBODY -> ALLOWED;
                case A_PERSON -> person ? ALLOWED : 403;
                case USER, ADMIN, OWNER -> may == Needs.NOTHING ? 404 : may.compareTo(needs) >= 0 ? ALLOWED : 403;
            };
        }
    }

    /** Whatever it is then: no body that is right is sent. */
    private static final int ALLOWED = 0;

    private static final Set<Integer> REFUSALS = Set.of(401, 403, 404, 405, 500);

    private static final Map<String, Needs> EXCEPTIONS = Map.ofEntries(
            Map.entry("post /api/auth/token", Needs.NOTHING),
            Map.entry("get /api/clients", Needs.ANYBODY),
            Map.entry("get /api/users/me", Needs.ANYBODY),
            Map.entry("post /api/clients", Needs.A_PERSON),
            Map.entry("get /api/users/me/tokens", Needs.A_PERSON),
            Map.entry("post /api/users/me/tokens", Needs.A_PERSON),
            Map.entry("get /api/users/me/tokens/{userTokenId}", Needs.A_PERSON),
            Map.entry("delete /api/users/me/tokens/{userTokenId}", Needs.A_PERSON),
            Map.entry("post /api/clients/{clientId}/proxies/{proxyId}/explain", Needs.USER),
            Map.entry("delete /api/clients/{clientId}", Needs.OWNER));

    private static Needs needs(String operation) {
        Needs exception = EXCEPTIONS.get(operation);
        if (exception != null) {
            return exception;
        }
        if (operation.startsWith("get /api/clients/{clientId}")) {
            return Needs.USER;
        }
        return operation.contains("/{clientId}/members") || operation.contains("/{clientId}/api-clients")
                ? Needs.OWNER
                : Needs.ADMIN;
    }

    @Test
    void operationsWhenAskedForByEachRequesterThenAnswerAsTheRolesSay() {
        Api owner = newUser();
        String client = owner.newClient();
        Map<String, String> ids = resources(owner, client);
        List<Asks> everybody = everybody(owner, client);
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (String operation : operations()) {
            for (Asks who : everybody) {
                String method = operation.substring(0, operation.indexOf(' '));
                int expected = who.expected(needs(operation));
                // Who may delete deletes what is not there, so that there is something left for the others.
                boolean aims = expected != ALLOWED || !method.equals("delete");
                if (!aims && operation.equals("delete /api/clients/{clientId}")) {
                    continue;
                }
                int status = api().as(who.token())
                        .send(
                                method.toUpperCase(java.util.Locale.ROOT),
                                path(operation, ids, aims),
                                method.equals("put") || method.equals("post") ? "{}" : null)
                        .status();
                asked++;
                boolean there = aims && !operation.contains("{userTokenId}");
                if (expected == ALLOWED ? (there ? REFUSALS.contains(status) : status != 404) : status != expected) {
                    wrong.add(who.name() + ": " + operation + ": " + status + " in place of " + expected);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(400);
        for (String parent : List.of("targets/{targetId}", "credentials/{credentialId}", "proxies/{proxyId}")) {
            owner.get(path("get /api/clients/{clientId}/" + parent, ids, true)).expect(200);
            owner.get(path("get /api/clients/{clientId}/" + parent + "/rules/{ruleId}", ids, true))
                    .expect(200);
        }
        owner.get(path("get /api/clients/{clientId}/members/{userId}", ids, true))
                .expect(200);
        owner.get(path("get /api/clients/{clientId}/api-clients/{apiClientId}", ids, true))
                .expect(200);
    }

    private List<String> operations() {
        List<String> operations = new ArrayList<>();
        JsonNode paths = api().get("/v3/api-docs").expect(200).body().get("paths");
        paths.properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> operations.add(method + " " + path.getKey())));
        assertThat(operations).hasSizeGreaterThan(50).containsAll(EXCEPTIONS.keySet());
        return operations;
    }

    private List<Asks> everybody(Api owner, String client) {
        Api stranger = newUser();
        String theirs = stranger.newClient();
        Pair reader = owner.newApiClient(client, "user");
        Pair writer = owner.newApiClient(client, "admin");
        Pair foreign = stranger.newApiClient(theirs, "admin");
        return List.of(
                new Asks("a user", member(client, "user"), true, Needs.USER),
                new Asks("an admin", member(client, "admin"), true, Needs.ADMIN),
                new Asks("an owner", member(client, "owner"), true, Needs.OWNER),
                new Asks("an owner of another client", stranger.token(), true, Needs.NOTHING),
                new Asks("a reading program", reader.key(), false, Needs.USER),
                new Asks("a writing program", writer.key(), false, Needs.ADMIN),
                new Asks("a writing program's token", "Bearer " + owner.newAccessToken(writer), false, Needs.ADMIN),
                new Asks("a program of another client", foreign.key(), false, Needs.NOTHING),
                new Asks("nobody", "", false, Needs.NOTHING));
    }

    private String member(String client, String role) {
        TestUser user = TestUsers.create(DATABASE);
        TestUsers.join(DATABASE, client, user.userId(), role);
        return user.token();
    }

    private static Map<String, String> resources(Api owner, String client) {
        Map<String, String> ids = new TreeMap<>();
        String caller = owner.newProxyCredential(client, "k");
        String secret = owner.newTargetCredential(client, "t");
        String target = owner.newTarget(client);
        ids.put("clientId", client);
        ids.put("targetId", target);
        ids.put("credentialId", secret);
        ids.put("proxyId", owner.newProxy(client, caller, target, secret));
        for (String parent : List.of("targets", "credentials", "proxies")) {
            String of = ids.get(parent.equals("proxies") ? "proxyId" : parent.replaceFirst("s$", "Id"));
            ids.put(
                    "ruleId of " + parent,
                    owner.create(
                            "/api/clients/" + client + "/" + parent + "/" + of + "/rules",
                            "{'effect':'deny'}",
                            "/rules/0/ruleId"));
        }
        ids.put("apiClientId", owner.newApiClient(client, "user").apiClientId());
        ids.put(
                "userId",
                owner.create(
                        "/api/clients/" + client + "/members",
                        "{'userName':'a','roles':['user']}",
                        "/members/0/userId"));
        ids.put("userTokenId", "tok_none");
        return ids;
    }

    /** @param aims at what is there; else the last id names nothing */
    private static String path(String operation, Map<String, String> ids, boolean aims) {
        String template = operation.substring(operation.indexOf(' ') + 1);
        String path = aims ? template : template.replaceFirst("\\{[^}]*}$", "none");
        for (String parent : List.of("targets", "credentials", "proxies")) {
            if (path.contains("/" + parent + "/")) {
                path = path.replace("{ruleId}", String.valueOf(ids.get("ruleId of " + parent)));
            }
        }
        for (Map.Entry<String, String> id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        assertThat(path).doesNotContain("{");
        return path;
    }
}
