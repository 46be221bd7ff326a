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

/** The admin API's half of a target's test: it asks a gateway with a ticket. The gateway's half is tested in its module. */
@DirtiesContext
class TargetTestIT extends RunningAdminApi {

    private static final AtomicReference<String> ASKED = new AtomicReference<>("");
    private static final DisposableServer GATEWAY = HttpServer.create()
            .host("localhost")
            .port(0)
            .route(routes -> routes.post(
                    "/actuator/targettests",
                    (request, response) -> response.header("Content-Type", "application/json")
                            .sendString(request.receive()
                                    .aggregate()
                                    .asString()
                                    .doOnNext(ASKED::set)
                                    .map(body ->
                                            "{\"reached\":true,\"status\":200,\"latencyMillis\":12,\"failedSide\":\"none\","
                                                    + "\"code\":\"ok\",\"message\":\"The target answered 200\"}"))))
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
    void testWhenAGatewayAnswersThenItsAnswerIsPassedOnAndItsTicketNamesTheParts() {
        String clientId = api().newClient();
        String target = api().newTarget(clientId);
        String credential = api().newTargetCredential(clientId, "t");
        String path = "/api/clients/" + clientId + "/targets/" + target + "/test";

        Api.Answer answer = api().post(path, Api.json("{'credentialId':'" + credential + "'}"))
                .expect(200);

        assertThat(answer.body().at("/tests/0").toString())
                .isEqualTo(Api.json("{'reached':true,'status':200,'latencyMillis':12,'failedSide':'none','code':'ok',"
                        + "'message':'The target answered 200'}"));
        assertThat(answer.text("/message")).isEqualTo("Success");
        String ticket = JsonMapper.shared().readTree(ASKED.get()).get("ticket").stringValue();
        assertThat(Ticket.verify(TicketPurpose.TARGET_TEST, ticket, hasher, Instant.now()))
                .map(Ticket::claims)
                .contains(Map.of(Ticket.CLIENT, clientId, Ticket.TARGET, target, Ticket.CREDENTIAL, credential));

        String caller = api().newProxyCredential(clientId, "k");
        assertThat(api().post(path, Api.json("{'credentialId':'" + caller + "'}"))
                        .expect(422)
                        .error())
                .isEqualTo("validation_failed: credentialId");
        assertThat(api().post(path, "{}").expect(422).error()).isEqualTo("validation_failed: credentialId");
    }
}
