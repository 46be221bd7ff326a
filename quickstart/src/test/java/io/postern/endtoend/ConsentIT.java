package io.postern.endtoend;

import static io.postern.endtoend.PosternServers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.testing.NeedsVault;
import io.postern.testing.TestDatabase;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A person consents in a browser, which the test plays; the gateway then calls in that person's name. */
@NeedsVault
@ExtendWith(SharedServers.class)
class ConsentIT {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    private PosternServers servers;
    private AuthorizationServer authorizationServer;
    private Tenant tenant;
    private String credential;

    /** What of the callback URL stands behind that of the settings. */
    private String cameBackTo;

    @BeforeEach
    void start(PosternServers shared) {
        servers = shared;
        // On the port that the guard lets through and nobody else listens on.
        authorizationServer =
                new AuthorizationServer(URI.create(shared.closedUrl()).getPort());
        tenant = Tenant.create(shared);
        credential = tenant.injected(
                "oauth2",
                "{'grant':'authorization_code','tokenUrl':'" + authorizationServer.url() + "/oauth2/token',"
                        + "'authorizationUrl':'" + authorizationServer.url() + "/oauth2/authorize?x=1',"
                        + "'scopes':['" + AuthorizationServer.SCOPE + "']}",
                "{'clientId':'" + AuthorizationServer.CLIENT_ID + "','clientSecret':'"
                        + AuthorizationServer.CLIENT_SECRET + "'}");
        cameBackTo = "/" + credential;
        authorizationServer.register(PosternServers.CALLBACK + "/" + credential);
    }

    @AfterEach
    void stop() throws Exception {
        authorizationServer.close();
    }

    @Test
    void consentWhenThePersonLogsInThenCallsCarryTheirToken() throws Exception {
        String proxy = tenant.proxy(tenant.callerKey("key-1"), tenant.target(), credential);
        assertThat(servers.get(proxy, "/a", "key-1").statusCode())
                .as("nobody has consented yet")
                .isEqualTo(503);

        Admin.Answer asked = authorize().expect(200);
        assertThat(asked.at("/authorizations/0/callbackUrl")).isEqualTo(PosternServers.CALLBACK + "/" + credential);
        String url = asked.at("/authorizations/0/authorizationUrl");
        assertThat(url)
                .startsWith(authorizationServer.url() + "/oauth2/authorize?x=1&response_type=code&")
                .contains("code_challenge_method=S256");
        assertThat(asked.text()).doesNotContain(AuthorizationServer.CLIENT_SECRET);

        HttpResponse<String> page = callback(consent(url));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).contains("The consent is stored.");
        assertThat(page.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(page.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(page.headers().allValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; frame-ancestors 'none'");

        await("calls carry the token", () -> servers.get(proxy, "/a", "key-1").statusCode() == 200);
        assertThat(servers.target().last(tenant.base())).contains("Authorization: Bearer ey");
        try (Connection database = servers.database().connect(TestDatabase.OWNER);
                ResultSet left = database.createStatement()
                        .executeQuery("select 1 from consent where credential_id = '" + credential + "'")) {
            assertThat(left.next()).as("a consent that can be used again").isFalse();
        }
    }

    /** A server that sends the browser on to another one, with another credential's client id, gets no code of that one. */
    @Test
    void callbackWhenItIsAnotherCredentialsThenTheCodeGoesNowhereAndTheStateIsUsedUp() throws Exception {
        for (String another : List.of("/cred_other", "")) {
            String query = consent(authorize().expect(200).at("/authorizations/0/authorizationUrl"));

            HttpResponse<String> page = callback(another, query);

            assertThat(page.statusCode()).isEqualTo(400);
            assertThat(page.body()).contains("is not one that was asked for");
            assertThat(callback(query).body()).contains("is not one that was asked for");
        }
    }

    @Test
    void consentWhenTheCredentialIsOfAVersionWithOneCallbackForAllThenItComesBackThere() throws Exception {
        try (Connection database = servers.database().connect(TestDatabase.OWNER);
                Statement statement = database.createStatement()) {
            statement.execute("update credential set credential_shared_callback = true where credential_id = '"
                    + credential + "'");
        }

        Admin.Answer asked = authorize().expect(200);
        assertThat(asked.at("/authorizations/0/callbackUrl")).isEqualTo(PosternServers.CALLBACK);
        assertThat(callback(consent(asked.at("/authorizations/0/authorizationUrl")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(cameBackTo).isEmpty();
        String again = consent(authorize().expect(200).at("/authorizations/0/authorizationUrl"));
        assertThat(callback("/" + credential, again).statusCode()).isEqualTo(400);
    }

    @Test
    void callbackWhenTheStateWasUsedOrIsNobodysThenNothingHappens() throws Exception {
        String query = consent(authorize().expect(200).at("/authorizations/0/authorizationUrl"));
        assertThat(callback(query).statusCode()).isEqualTo(200);

        assertThat(callback(query).body()).contains("is not one that was asked for");
        assertThat(callback("code=c&state=<script>").body())
                .contains("is not one that was asked for")
                .doesNotContain("script");
        assertThat(callback("").statusCode()).isEqualTo(400);
    }

    @Test
    void callbackWhenTheServerSaysAnErrorThenAFixedSentenceAndTheStateIsUsedUp() throws Exception {
        String url = authorize().expect(200).at("/authorizations/0/authorizationUrl");
        String state = parameter(url, "state");

        HttpResponse<String> page = callback("error=access_denied&error_description=%3Cscript%3E&state=" + state);

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("The consent was denied.").doesNotContain("script");
        assertThat(callback("code=c&state=" + state).body()).contains("is not one that was asked for");
    }

    @Test
    void callbackWhenTheCodeIsNoneThenRefusedAndNothingOfItIsShown() throws Exception {
        String state = parameter(authorize().expect(200).at("/authorizations/0/authorizationUrl"), "state");

        HttpResponse<String> page = callback("code=made-up-c0de&state=" + state);

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("The authorization server refused.").doesNotContain("made-up-c0de");
    }

    @Test
    void callbackWhenTheCredentialIsGoneMeanwhileThenNothingHappens() throws Exception {
        String query = consent(authorize().expect(200).at("/authorizations/0/authorizationUrl"));
        tenant.admin().delete(tenant.path() + "/credentials/" + credential).expect(200);

        HttpResponse<String> page = callback(query);

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("is not one that was asked for");
    }

    @Test
    void callbackWhenItTookTooLongThenNothingHappens() throws Exception {
        String query = consent(authorize().expect(200).at("/authorizations/0/authorizationUrl"));
        try (Connection database = servers.database().connect(TestDatabase.OWNER);
                Statement statement = database.createStatement()) {
            assertThat(statement.executeUpdate(
                            "update consent set expires_at = clock_timestamp() where credential_id = '" + credential
                                    + "'"))
                    .isEqualTo(1);
        }

        assertThat(callback(query).body()).contains("is not one that was asked for");
    }

    @Test
    void rightsThenAGatewayCanNotReadConsents() throws Exception {
        try (Connection database = servers.database().connect(TestDatabase.GATEWAY_USER);
                Statement statement = database.createStatement()) {
            assertThatThrownBy(() -> statement.execute("select 1 from consent"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void authorizeWhenNothingCanBeConsentedToThenSaysSo() {
        String bearer = tenant.injectedToken("token-1");

        assertThat(tenant.admin()
                        .post(tenant.path() + "/credentials/" + bearer + "/authorize", "{}")
                        .expect(409)
                        .text())
                .contains("authorization_code");
        tenant.admin()
                .post(tenant.path() + "/credentials/cred_none/authorize", "{}")
                .expect(404);
        Tenant other = Tenant.create(servers);
        tenant.admin()
                .post(other.path() + "/credentials/" + credential + "/authorize", "{}")
                .expect(404);
    }

    private Admin.Answer authorize() {
        return tenant.admin().post(tenant.path() + "/credentials/" + credential + "/authorize", "{}");
    }

    /** Logs in, and answers the query with which the browser would come back. */
    private String consent(String url) throws Exception {
        HttpResponse<String> answer = get(url);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        if (location(answer).getPath().equals("/login")) {
            Matcher csrf = CSRF.matcher(get(location(answer).toString()).body());
            assertThat(csrf.find()).isTrue();
            answer = browser.send(
                    HttpRequest.newBuilder(URI.create(authorizationServer.url() + "/login"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("username=" + AuthorizationServer.USER
                                    + "&password=" + AuthorizationServer.PASSWORD + "&_csrf="
                                    + URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            answer = get(location(answer).toString());
        }
        String back = location(answer).toString();
        assertThat(back).startsWith(PosternServers.CALLBACK).contains("?");
        cameBackTo = back.substring(PosternServers.CALLBACK.length(), back.indexOf('?'));
        return location(answer).getRawQuery();
    }

    private URI location(HttpResponse<String> answer) {
        return URI.create(authorizationServer.url())
                .resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    private HttpResponse<String> get(String url) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Accept", "text/html")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The browser comes back, without any token of a user. */
    private HttpResponse<String> callback(String query) throws Exception {
        return callback(cameBackTo, query);
    }

    private HttpResponse<String> callback(String whose, String query) throws Exception {
        return get("http://127.0.0.1:" + servers.adminPort() + "/api/oauth2/callback" + whose + "?"
                + query.replace("<", "%3C").replace(">", "%3E"));
    }

    private static String parameter(String url, String name) {
        Matcher value = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(url);
        assertThat(value.find()).isTrue();
        return value.group(1);
    }
}
