package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.Api.Pair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How programs show who they are: with a key, or with a token for which a pair was exchanged; and how they fail to. */
class AccessTokensIT extends RunningAdminApi {

    private Api owner;
    private String client;
    private Pair pair;

    @BeforeEach
    void program() {
        owner = newUser();
        client = owner.newClient();
        pair = owner.newApiClient(client, "admin");
    }

    @Test
    void exchangeWhenThePairIsGoodThenATokenForAnHour() {
        Api.Answer exchanged = owner.as("").post("/api/auth/token", pair.json()).expect(200);

        String token = exchanged.text("/access_token");
        assertThat(token).matches("postern_token_[A-Za-z0-9_-]{43}");
        assertThat(exchanged.text("/token")).isEqualTo(token);
        assertThat(exchanged.text("/token_type")).isEqualTo("Bearer");
        assertThat(exchanged.body().get("expires_in").longValue()).isEqualTo(3600);
        assertThat(exchanged.header("Cache-Control")).contains("no-store");
        JsonNode me = api().as("Bearer " + token)
                .get("/api/users/me")
                .expect(200)
                .body()
                .at("/users/0");
        assertThat(me.get("userId").stringValue()).isEqualTo(pair.apiClientId());
        assertThat(me.get("userKind").stringValue()).isEqualTo("apiClient");
        assertThat(me.get("userName").stringValue()).isEqualTo("Pipeline");
        assertThat(me.get("userClients").toString())
                .isEqualTo("[{\"clientId\":\"" + client + "\",\"clientName\":\"Test\",\"roles\":[\"admin\"]}]");
        api().as(token).newTarget(client);

        DATABASE.execute(
                "update access_token set expires_at = now() where api_client_id = '" + pair.apiClientId() + "'");
        api().as(token).get("/api/users/me").expect(401);
        owner.newAccessToken(pair);
        assertThat(Rows.of(
                        DATABASE,
                        "select count(*) from access_token where api_client_id = '" + pair.apiClientId() + "'"))
                .as("what has ended goes when the next one is made")
                .containsExactly("1");
    }

    @Test
    void exchangeWhenThePairIsNoneThenTheSameAnswerWhateverIsWrong() {
        Pair other = owner.newApiClient(client, "user");
        String unknown = "postern_key_" + "x".repeat(43);
        String wrong = "postern_secret_" + "x".repeat(43);
        Api nobody = api().as("");
        String expected = nobody.post("/api/auth/token", new Pair("", pair.key(), wrong).json())
                .expect(401)
                .response()
                .body();

        for (Pair guess : List.of(
                new Pair("", unknown, wrong),
                new Pair("", unknown, pair.secret()),
                new Pair("", pair.key(), other.secret()),
                new Pair("", pair.secret(), pair.key()),
                new Pair("", pair.key(), pair.key()),
                new Pair("", "x", "y"),
                new Pair("", pair.key() + " ", pair.secret()))) {
            Api.Answer answer = nobody.post("/api/auth/token", guess.json()).expect(401);
            assertThat(answer.response().body()).isEqualTo(expected);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | 422 | validation_failed: api_key, api_secret",
                "{'api_key':1,'api_secret':null} | 422 | validation_failed: api_key, api_secret",
                "{'api_key':'s3cr3t-canary','api_secret':''} | 422 | validation_failed: api_secret",
                "{'api_key':'a','api_secret':'s3cr3t-canary','grant_type':'b'} | 422 | validation_failed: grant_type",
                "{'api_key':'s3cr3t-canary','api_key':'b','api_secret':'c'} | 400 | malformed_json",
                "s3cr3t-canary | 400 | malformed_json",
                "`` | 400 | malformed_json",
            })
    void exchangeWhenTheBodyIsWrongThenSaysWhatAndRepeatsNothing(String body, int status, String error) {
        Api.Answer answer = api().as("").post("/api/auth/token", Api.json(body));

        assertThat(answer.expect(status).error()).isEqualTo(error);
        assertThat(answer.response().body()).doesNotContain("s3cr3t-canary");
    }

    /** It comes when the server waits for it: what came before is read in another way. */
    @Test
    void exchangeWhenALargeBodyIsWaitedForThenIsRefused() throws IOException {
        String large = new Pair("", pair.key(), "x".repeat(5000)).json();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(
                            ("POST /api/auth/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n"
                                            + "Content-Type: application/json\r\nContent-Length: " + large.length()
                                            + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            StringBuilder goOn = new StringBuilder();
            while (goOn.indexOf("\r\n\r\n") < 0) {
                goOn.append((char) socket.getInputStream().readNBytes(1)[0]);
            }
            assertThat(goOn.toString()).startsWith("HTTP/1.1 100 ");
            socket.getOutputStream().write(large.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("body_too_large");
        }
    }

    @Test
    void exchangeWhenTheBodyIsLargeThenIsNotReadFurther() {
        String large = new Pair("", pair.key(), "x".repeat(5000)).json();
        assertThat(api().as("").post("/api/auth/token", large).expect(413).error())
                .isEqualTo("body_too_large");
        assertThat(api().as("")
                        .send(
                                "POST",
                                "/api/auth/token",
                                "api_key=a",
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .expect(415)
                        .error())
                .isEqualTo("unsupported_media_type");
        api().as("").get("/api/auth/token").expect(401);
        owner.get("/api/auth/token").expect(405);
    }

    @Test
    void requestWhenOneCredentialIsShownThenServedAndWhenMoreThenNobodys() throws IOException {
        String token = owner.newAccessToken(pair);
        assertThat(raw("GET /api/users/me", "X-API-Key: " + pair.key())).isEqualTo(200);
        assertThat(raw("GET /api/users/me", "x-api-key:" + pair.key())).isEqualTo(200);
        assertThat(raw("GET /api/users/me", "Authorization: " + pair.key())).isEqualTo(200);
        assertThat(raw("GET /api/users/me", "Authorization: bearer " + token)).isEqualTo(200);

        for (List<String> headers : List.of(
                List.of("X-API-Key: " + pair.key(), "X-API-Key: " + pair.key()),
                List.of("X-API-Key: " + pair.key(), "Authorization: " + pair.key()),
                List.of("X-API-Key: " + pair.key(), "Authorization: Bearer " + token),
                List.of("X-API-Key: ", "Authorization: " + ADMIN_TOKEN),
                List.of("X-API-Key: wrong", "Authorization: " + ADMIN_TOKEN),
                List.of("X-API-Key: " + pair.key(), "Authorization: "),
                List.of("Authorization: " + ADMIN_TOKEN, "Authorization: " + ADMIN_TOKEN),
                List.of("Authorization: " + ADMIN_TOKEN, "authorization: Bearer " + token),
                List.of("X-API-Key: " + pair.key() + ", " + pair.key()),
                List.of("X-API-Key: Bearer " + pair.key()),
                List.of("X-API-Key: " + pair.secret()),
                List.of("X-API-Key: " + token),
                List.of("X-API-Key: " + ADMIN_TOKEN),
                List.of("X-API-Key:"),
                List.of("Authorization: " + pair.secret()),
                List.of("Authorization: " + pair.key() + pair.key()),
                List.of("Authorization: Basic " + pair.key()),
                List.of("Cookie: X-API-Key=" + pair.key()))) {
            assertThat(raw("GET /api/users/me", headers.toArray(String[]::new)))
                    .as(headers.toString())
                    .isEqualTo(401);
        }
        assertThat(raw("GET /api/users/me?api_key=" + pair.key())).isEqualTo(401);
        for (String beside : List.of("X-API-Key: " + pair.key(), "Authorization: " + ADMIN_TOKEN, "X-API-Key: wrong")) {
            assertThat(raw(
                            "POST /api/auth/token",
                            beside,
                            "Content-Type: application/json",
                            "Content-Length: " + pair.json().length(),
                            "",
                            pair.json()))
                    .as("a pair and " + beside)
                    .isEqualTo(401);
        }
    }

    /** The requests of three public APIs' pages, with Postern's paths: a pair for a token, a key in either header. */
    @Test
    void curlLinesOfOtherApisPagesWhenRunHereThenWorkTheSame() throws Exception {
        JsonNode created = curl(
                "curl -X POST $BASE/api/clients/$CLIENT/api-clients -H \"Authorization: Bearer $USER_TOKEN\""
                        + " -H \"Content-Type: application/json\""
                        + " -d '{\"apiClientName\": \"My API Client\", \"apiClientRoles\": [\"admin\"]}'",
                201,
                Map.of());
        Pair made = new Pair(
                created.at("/apiClients/0/apiClientId").stringValue(),
                created.get("api_key").stringValue(),
                created.get("api_secret").stringValue());
        Map<String, String> known = Map.of(
                "KEY",
                made.key(),
                "SECRET",
                made.secret(),
                "ID",
                made.apiClientId(),
                "TOKEN",
                owner.newAccessToken(made));
        JsonNode list =
                curl("curl $BASE/api/clients/$CLIENT/api-clients -H \"Authorization: Bearer $USER_TOKEN\"", 200, known);
        assertThat(list.at("/apiClients/1/apiClientKeyPrefix").stringValue())
                .isEqualTo(made.key().substring(0, 18));
        assertThat(list.at("/apiClients/1/apiClientActive").booleanValue()).isTrue();
        JsonNode exchanged = curl("""
                curl -X POST "$BASE/api/auth/token" \\
                  -H "Content-Type: application/json" \\
                  -d '{
                    "api_key": "'$KEY'",
                    "api_secret": "'$SECRET'"
                  }'""", 200, known);
        assertThat(exchanged.get("expires_in").intValue()).isEqualTo(3600);
        String targets = "$BASE/api/clients/$CLIENT/targets";
        curl(
                "curl -X POST \"" + targets
                        + "\" -H \"Authorization: Bearer $TOKEN\" -H \"Content-Type: application/json\""
                        + " -d '{\"targetName\":\"T\",\"targetRegion\":\"r\",\"targetBaseURL\":\"https://api.example.com\","
                        + "\"targetTestPath\":\"/\"}'",
                201,
                known);
        curl("curl \"" + targets + "?limit=50\" -H \"Authorization: Bearer $KEY\"", 200, known);
        curl("curl \"" + targets + "?limit=50\" -H \"X-API-Key: $KEY\"", 200, known);
        curl("curl \"" + targets + "\" -H \"X-Api-Key: $KEY\"", 200, known);
        curl(
                "curl -X DELETE $BASE/api/clients/$CLIENT/api-clients/$ID -H \"Authorization: Bearer $USER_TOKEN\"",
                200,
                known);
        curl("curl \"" + targets + "\" -H \"X-API-Key: $KEY\"", 401, known);
        curl("curl \"" + targets + "\" -H \"Authorization: Bearer $TOKEN\"", 401, known);
    }

    private JsonNode curl(String line, int status, Map<String, String> variables) throws Exception {
        String script = "curl() { command curl -sS -w '\\n%{http_code}' \"$@\"; }\n" + line;
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        bash.environment().putAll(variables);
        bash.environment().put("BASE", "http://localhost:" + port);
        bash.environment().put("CLIENT", client);
        bash.environment().put("USER_TOKEN", owner.token());
        bash.environment().put("no_proxy", "localhost");
        Process process = bash.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        int end = output.lastIndexOf('\n');
        assertThat(output.substring(end + 1)).as(line + output).isEqualTo(Integer.toString(status));
        return JsonMapper.shared().readTree(output.substring(0, end));
    }

    /** Octet for octet, since clients merge headers and refuse empty ones; a line that is empty ends the head. */
    private int raw(String request, String... lines) throws IOException {
        String whole = String.join("\r\n", lines);
        String head = request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + whole
                + (whole.isEmpty() ? "" : "\r\n");
        String text = List.of(lines).contains("") ? head.substring(0, head.length() - 2) : head + "\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
        }
    }
}
