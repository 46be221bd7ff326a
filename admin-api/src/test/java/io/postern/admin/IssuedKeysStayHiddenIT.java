package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.postern.admin.Api.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the admin API makes to be shown stands in the one answer that gives it, and nowhere else. */
class IssuedKeysStayHiddenIT extends RunningAdminApi {

    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("io.postern");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Map<String, String> canaries = new LinkedHashMap<>();
    private final List<String> answers = new ArrayList<>();

    @BeforeEach
    void listen() {
        lines.start();
        ROOT.addAppender(lines);
        OURS.setLevel(Level.TRACE);
    }

    @AfterEach
    void leave() {
        ROOT.detachAppender(lines);
        OURS.setLevel(null);
    }

    @Test
    void keysSecretsAndTokensWhenMadeUsedMistakenAndEndedThenAreNowhere() {
        Api owner = newUser();
        String client = owner.newClient();
        String programs = "/api/clients/" + client + "/api-clients";
        Pair first = owner.newApiClient(client, "admin");
        keep("first", first);
        canary("token of the first", owner.newAccessToken(first));
        Pair second = Pair.of(owner.post(
                        programs + "/" + first.apiClientId() + "/rotate",
                        Api.json("{'apiClientRotationGraceSeconds':60}"))
                .expect(200));
        keep("second", second);
        canary("token of the second", owner.newAccessToken(second));
        Api.Answer member = owner.post(
                        "/api/clients/" + client + "/members", Api.json("{'userName':'Alice','roles':['admin']}"))
                .expect(201);
        canary("first user token", member.text("/userToken"));
        canary(
                "user token",
                api().as(member.text("/userToken"))
                        .post("/api/users/me/tokens", Api.json("{'userTokenName':'Laptop'}"))
                        .expect(201)
                        .text("/userToken"));

        for (String shown : List.copyOf(canaries.values())) {
            Api with = api().as(shown);
            see(with.get("/api/users/me"));
            see(with.get("/api/users/me/tokens"));
            see(with.get(programs));
            see(with.get("/api/clients/" + client + "/members"));
            see(with.get("/api/clients/" + shown + "/targets"));
            see(with.get(programs + "/" + shown));
            see(with.get("/api/clients?cursor=" + shown));
            see(with.post("/api/clients/" + client + "/targets", "{\"targetRegion\":\"" + shown + "\"}"));
            see(with.post("/api/auth/token", first.json()));
            see(api().as("").send("GET", "/api/users/me", null, "X-API-Key", shown));
            see(api().as("").send("GET", "/api/users/me", null, "X-API-Key", shown, "X-API-Key", shown));
            see(api().as("").post("/api/auth/token", new Pair("", shown, shown).json()));
            see(api().as("").post("/api/auth/token", "{\"api_key\":\"" + shown));
            see(api().as("").post("/api/auth/token", "{\"api_key\":\"" + shown + "\",\"api_secret\":7}"));
            see(owner.put(programs + "/" + first.apiClientId(), "{\"apiClientRoles\":[\"" + shown + "\"]}"));
            see(owner.post(
                    "/api/clients/" + client + "/members", "{\"userId\":\"" + shown + "\",\"roles\":[\"user\"]}"));
            see(owner.post("/api/users/me/tokens", "{\"userTokenExpiresAt\":\"" + shown + "\"}"));
        }
        see(owner.delete(programs + "/" + first.apiClientId()));
        see(api().as(second.key()).get("/api/users/me"));

        String told = List.copyOf(lines.list).stream()
                .map(event -> event.getFormattedMessage()
                        + event.getKeyValuePairs()
                        + event.getMDCPropertyMap()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
        assertThat(told).contains(first.apiClientId());
        String rows = String.join(
                "\n",
                Rows.of(
                        DATABASE,
                        "select t::text from audit t union all select t::text from api_client t"
                                + " union all select t::text from api_client_key t union all select t::text from access_token t"
                                + " union all select t::text from user_token t union all select t::text from app_user t"));
        assertThat(rows).contains(first.apiClientId());
        assertThat(answers).hasSizeGreaterThan(50);
        canaries.forEach((name, value) -> {
            // Without the six characters that lists show.
            String random = value.substring(value.length() - 37);
            assertThat(told).as(name + " in the log").doesNotContain(random);
            assertThat(rows).as(name + " in PostgreSQL").doesNotContain(random);
            assertThat(String.join("\n", answers)).as(name + " in an answer").doesNotContain(random);
        });
    }

    private void keep(String name, Pair pair) {
        canary("key of the " + name, pair.key());
        canary("secret of the " + name, pair.secret());
    }

    private void canary(String name, String value) {
        canaries.put(name, value);
    }

    private void see(Api.Answer answer) {
        answers.add(answer.response().headers().map() + answer.response().body());
    }
}
