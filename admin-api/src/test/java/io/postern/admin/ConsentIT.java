package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.hash.CallerHasher;
import io.postern.core.ticket.Ticket;
import io.postern.core.ticket.TicketPurpose;
import io.postern.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/** The admin API's half of a consent, with a gateway that goes away. All of it is tested in the quickstart's module. */
@DirtiesContext
class ConsentIT extends RunningAdminApi {

    private static final String CALLBACK = "https://postern.example/api/oauth2/callback";
    private static final AtomicReference<String> ASKED = new AtomicReference<>("");
    private static final DisposableServer GATEWAY = HttpServer.create()
            .host("localhost")
            .port(0)
            // A new connection for each call: one that is kept would outlive the server.
            .maxKeepAliveRequests(1)
            .route(routes -> routes.post(
                    "/actuator/consenturls",
                    (request, response) -> response.header("Content-Type", "application/json")
                            .sendString(request.receive()
                                    .aggregate()
                                    .asString()
                                    .doOnNext(ASKED::set)
                                    .map(body -> Api.json("{'code':'ok','url':'https://auth.example.com/'}")))))
            .bindNow();

    @Autowired
    private CallerHasher hasher;

    @DynamicPropertySource
    static void gateway(DynamicPropertyRegistry registry) {
        registry.add("postern.gateway.management-url", () -> "http://localhost:" + GATEWAY.port());
        registry.add("postern.admin.consent.callback-url", () -> CALLBACK);
    }

    @AfterEach
    void stop() {
        GATEWAY.disposeNow();
    }

    @Test
    void consentWhenTheGatewayGoesAwayThenSaysSoAndTheStateIsUsedUp() throws Exception {
        String clientId = api().newClient();
        String credentialId = codeCredential(clientId);
        String path = "/api/clients/" + clientId + "/credentials/" + credentialId + "/authorize";
        assertThat(api().post(path, "{}").expect(200).text("/authorizations/0/callbackUrl"))
                .isEqualTo(CALLBACK + "/" + credentialId);
        Ticket ticket = Ticket.verify(
                        TicketPurpose.CONSENT_URL,
                        JsonMapper.shared().readTree(ASKED.get()).get("ticket").stringValue(),
                        hasher,
                        Instant.now())
                .orElseThrow();
        String state = ticket.claim(Ticket.STATE);
        assertThat(ticket.claim(Ticket.REDIRECT_URI)).isEqualTo(CALLBACK + "/" + credentialId);
        assertThat(state).as("256 bits").hasSize(43);
        assertThat(stored())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(state.getBytes(StandardCharsets.UTF_8)));
        GATEWAY.disposeNow();

        HttpResponse<String> page = callback("/" + credentialId, "code=c0de&state=" + state);

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("The consent could not be completed.").doesNotContain("c0de");
        assertThat(callback("/" + credentialId, "code=c0de&state=" + state).body())
                .contains("is not one that was asked for");
        assertThat(api().post(path, "{}").expect(503).error()).isEqualTo("gateway_unavailable");
    }

    private String codeCredential(String clientId) {
        return api().create(
                        "/api/clients/" + clientId + "/credentials",
                        "{'credentialType':'target','credentialAuthType':'oauth2','credentialName':'C',"
                                + "'credentialRegion':'us-east-1','credentialConfig':{'grant':'authorization_code',"
                                + "'tokenUrl':'https://auth.example.com/token',"
                                + "'authorizationUrl':'https://auth.example.com/authorize'},"
                                + "'credentialSecret':{'clientId':'app','clientSecret':'s3cret'}}",
                        "/credentials/0/credentialId");
    }

    private static byte[] stored() throws Exception {
        try (Connection database = DATABASE.connect(TestDatabase.OWNER);
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("select state_hash from consent")) {
            assertThat(rows.next()).isTrue();
            return rows.getBytes(1);
        }
    }

    /** A browser, which has no token of a user. */
    private HttpResponse<String> callback(String whose, String query) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://localhost:" + port + "/api/oauth2/callback" + whose + "?" + query))
                                .header("Accept", "text/html")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
