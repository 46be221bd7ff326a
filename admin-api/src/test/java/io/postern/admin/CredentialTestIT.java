package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.hash.CallerHasher;
import io.postern.core.ticket.Ticket;
import io.postern.core.ticket.TicketPurpose;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/** The admin API's half of a credential's test: it asks a gateway with a ticket. The gateway's half is tested in its module. */
@DirtiesContext
class CredentialTestIT extends RunningAdminApi {

    private static final String ANSWER =
            Api.json("{'resolvable':true,'kind':'bearer','source':'token','expiresInSeconds':2713,'latencyMillis':12,"
                    + "'failedSide':'none','code':'ok','message':'The credential can be resolved'}");
    private static final AtomicReference<String> ASKED = new AtomicReference<>("");
    private static final DisposableServer GATEWAY = HttpServer.create()
            .host("localhost")
            .port(0)
            .route(routes -> routes.post(
                    "/actuator/credentialtests",
                    (request, response) -> response.header("Content-Type", "application/json")
                            .sendString(request.receive()
                                    .aggregate()
                                    .asString()
                                    .doOnNext(ASKED::set)
                                    .map(body -> ANSWER))))
            .bindNow();

    @Autowired
    private CallerHasher hasher;

    @DynamicPropertySource
    static void gateway(DynamicPropertyRegistry registry) {
        registry.add("postern.gateway.management-url", () -> "http://localhost:" + GATEWAY.port());
    }

    @AfterAll
    static void stop() {
        GATEWAY.disposeNow();
    }

    @Test
    void testWhenAGatewayAnswersThenItsAnswerIsPassedOnAndItsTicketNamesTheCredential() {
        String clientId = api().newClient();
        for (String credential :
                new String[] {api().newTargetCredential(clientId, "t"), api().newProxyCredential(clientId, "k")}) {
            Api.Answer answer = api().send(
                            "POST", "/api/clients/" + clientId + "/credentials/" + credential + "/test", null)
                    .expect(200);

            assertThat(answer.body().at("/tests/0").toString()).isEqualTo(ANSWER);
            assertThat(answer.text("/message")).isEqualTo("Success");
            String ticket =
                    JsonMapper.shared().readTree(ASKED.get()).get("ticket").stringValue();
            assertThat(Ticket.verify(TicketPurpose.CREDENTIAL_TEST, ticket, hasher, Instant.now()))
                    .map(Ticket::claims)
                    .contains(Map.of(Ticket.CLIENT, clientId, Ticket.CREDENTIAL, credential));
        }
    }

    @Test
    void testWhenABodyIsSentThenItIsNotLookedAt() {
        String clientId = api().newClient();
        String path = "/api/clients/" + clientId + "/credentials/" + api().newTargetCredential(clientId, "t") + "/test";

        api().post(path, "{}").expect(200);
    }

    @Test
    void testWhenTheCredentialIsAnotherClientsThen404AndNoGatewayIsAsked() {
        String others = api().newTargetCredential(api().newClient(), "t");
        ASKED.set("");

        api().send("POST", "/api/clients/" + api().newClient() + "/credentials/" + others + "/test", null)
                .expect(404);
        api().send("POST", "/api/clients/" + api().newClient() + "/credentials/cred_none/test", null)
                .expect(404);

        assertThat(ASKED.get()).isEmpty();
    }
}
