package io.postern.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialType;
import io.postern.core.credential.CustomTokenSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.upstream.AddressCheck;
import io.postern.gateway.upstream.GuardedHttpClients;
import io.postern.gateway.upstream.GuardedRequests;
import io.postern.gateway.upstream.UpstreamProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Logins over HTTP: what is sent, what is made of the answer, and what of an answer that is not as configured. */
class CustomTokenSourceIT extends TokenSourceContract<CustomTokenSpec> {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final SecretBundle SECRET = SecretBundle.of(Map.of(
            "user", SecretValue.of("robot \"é\" &=+"),
            "password", SecretValue.of("p/w")));
    private static final String JSON_LOGIN =
            "'request':{'url':'URL/login','json':{'u':'{{user}}','p':['{{password}}']}}";

    private static final String CHECKED_LOGIN = JSON_LOGIN.replace("/login", "/checked");
    private static final String RIGHT_BODY = "{\"u\":\"robot \\\"é\\\" &=+\",\"p\":[\"p/w\"]}";

    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private GuardedHttpClients clients;
    private CustomTokenSource source;

    private volatile int status = 200;
    private volatile String answer = "{}";
    private volatile Map<String, List<String>> headers = Map.of();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", this::serve);
        server.start();
        clients = clients((address, port) -> Optional.empty());
        source = newSource();
    }

    @Override
    protected TokenSource<CustomTokenSpec> source() {
        return source;
    }

    /** Of the login that looks at what it gets. */
    @Override
    protected CustomTokenSpec spec() {
        return spec(CHECKED_LOGIN + ",'token':{'pointer':'/token'},'lifetime':{'seconds':60}");
    }

    @Override
    protected SecretBundle secret() {
        return SECRET;
    }

    @Override
    protected List<SecretBundle> wrongSecrets() {
        return List.of(
                SecretBundle.of(Map.of("user", SecretValue.of("nobody-here"), "password", SecretValue.of("p/w"))),
                SecretBundle.of(Map.of(
                        "user", SecretValue.of("robot \"é\" &=+"), "password", SecretValue.of("another-password"))));
    }

    private static GuardedHttpClients clients(AddressCheck check) {
        UpstreamProperties properties = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("postern.gateway.upstream", UpstreamProperties.class);
        return new GuardedHttpClients(properties, check);
    }

    private CustomTokenSource newSource() {
        return new CustomTokenSource(
                new TokenEndpoint(
                        new GuardedRequests(clients),
                        TokenPropertiesTest.bind(Map.of("postern.gateway.tokens.max-answer", "1KB"))),
                TokenPropertiesTest.DEFAULTS,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void stop() {
        clients.close();
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (exchange.getRequestURI().getPath().equals("/checked")) {
                boolean right = sent.equals(RIGHT_BODY);
                status = right ? 200 : 401;
                answer = right ? "{\"token\":\"t0k-of-the-login\"}" : "{\"error\":\"" + sent.length() + "\"}";
            }
            received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n"
                    + exchange.getRequestHeaders().getFirst("Content-Type") + "\n"
                    + exchange.getRequestHeaders().getFirst("X-Login") + "\n"
                    + sent);
            headers.forEach(exchange.getResponseHeaders()::put);
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private FetchedToken fetch(String config) {
        return fetch(config, SECRET);
    }

    private FetchedToken fetch(String config, SecretBundle secret) {
        return Objects.requireNonNull(source.fetch(new TokenNeed<>("cred_1", spec(config), null, secret))
                .block(Duration.ofSeconds(20)));
    }

    private CustomTokenSpec spec(String config) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        ObjectNode document = (ObjectNode) JsonMapper.shared()
                .readTree(("{" + config + "}").replace('\'', '"').replace("URL", url));
        return (CustomTokenSpec) CredentialKinds.parse(CredentialType.TARGET, "customToken", document);
    }

    private TokenFailure failure(String config) {
        TokenFailure failure = catchThrowableOfType(TokenFailure.class, () -> fetch(config));
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).doesNotContain("robot", "p/w", "s3cr3t");
        return failure;
    }

    @Test
    void jsonLoginWhenSentThenHasItsValuesAndTheTokenIsThatOfThePointer() {
        answer = "{\"data\":[{\"t\":\"tok-1\"}],\"exp\":\"90\"}";

        FetchedToken token = fetch(JSON_LOGIN + ",'token':{'pointer':'/data/0/t'},'lifetime':{'pointer':'/exp'}");

        assertThat(received)
                .containsExactly(
                        "POST /login\napplication/json\nnull\n{\"u\":\"robot \\\"é\\\" &=+\",\"p\":[\"p/w\"]}");
        assertThat(token).isEqualTo(new FetchedToken(SecretValue.of("tok-1"), Duration.ofSeconds(90)));
    }

    @Test
    void formLoginWhenSentThenQueryHeadersAndFormAreEncodedAsTheirPlacesWant() {
        answer = "not JSON";
        headers = Map.of("X-Session", List.of("tok-2"));

        FetchedToken token = fetch(
                "'request':{'method':'PUT','url':'URL/login?u={{user}}&v=1',"
                        + "'headers':{'X-Login':'pw {{password}}'},'form':{'a b':'{{user}}','c':'d'}},'token':{'header':'x-session'}");

        assertThat(received)
                .containsExactly(
                        "PUT /login?u=robot%20%22%C3%A9%22%20%26%3D%2B&v=1\napplication/x-www-form-urlencoded\n"
                                + "pw p/w\na+b=robot+%22%C3%A9%22+%26%3D%2B&c=d");
        assertThat(token)
                .as("without a lifetime, the gateway's default")
                .isEqualTo(new FetchedToken(SecretValue.of("tok-2"), Duration.ofMinutes(5)));
    }

    @Test
    void loginWithoutBodyWhenTheWholeAnswerIsTheTokenThenItIsTaken() {
        answer = "\"tok-3\"";

        FetchedToken token =
                fetch("'request':{'method':'GET','url':'URL/login'},'token':{'pointer':''},'lifetime':{'seconds':7}");

        assertThat(received).containsExactly("GET /login\nnull\nnull\n");
        assertThat(token).isEqualTo(new FetchedToken(SecretValue.of("tok-3"), Duration.ofSeconds(7)));
    }

    @Test
    void jwtWhenItHasAnExpThenThatIsItsLifetime() {
        answer = "{\"token\":\"" + jwt("{\"exp\":" + (NOW.getEpochSecond() + 600) + "}") + "\"}";

        assertThat(fetch(JSON_LOGIN + ",'token':{'pointer':'/token'},'lifetime':{'jwtExp':true}")
                        .lifetime())
                .isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3cr3t | is not a JWT | no dots",
                "s3cr3t.s3cr3t.s3cr3t | is not a JWT | no JSON",
                "s3cr3t.*.s3cr3t | is not a JWT | no Base64",
                "{'sub':'s3cr3t'} | is a JWT without an exp that is a number | no exp",
                "{'exp':'s3cr3t'} | is a JWT without an exp that is a number | a text",
                "{'exp':1795348800} | is a JWT whose exp has passed | this very second",
                "[] | is a JWT without an exp that is a number | no object",
            })
    void jwtWhenItSaysNoTimeToComeThenTheErrorSaysSo(String token, String problem, String reason) {
        answer = "{\"token\":\"" + (token.matches("[{\\[].*") ? jwt(token.replace('\'', '"')) : token) + "\"}";

        TokenFailure failure = failure(JSON_LOGIN + ",'token':{'pointer':'/token'},'lifetime':{'jwtExp':true}");

        assertThat(failure.reason()).as(reason).isEqualTo(TokenFailure.Cause.ANSWER);
        assertThat(failure).as(reason).hasMessage("the answer's token " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | s3cr3t                       | ANSWER  | the answer is not JSON",
                "200 | {'token':'t','exp':9} s3cr3t | ANSWER  | the answer is not JSON",
                "200 | ''                           | ANSWER  | the answer is not JSON",
                "200 | {'s3cr3t':1}                 | ANSWER  | the answer's /token is missing",
                "200 | {'token':null}               | ANSWER  | the answer's /token is missing",
                "200 | {'token':123}                | ANSWER  | the answer's /token is not a text",
                "200 | {'token':''}                 | ANSWER  | the answer's /token is empty",
                "200 | {'token':'s3cr3t\\n'}        | ANSWER  | the answer's /token is not printable ASCII",
                "200 | {'token':'s3cr3t'}           | ANSWER  | the answer's /exp is missing",
                "200 | {'token':'t','exp':'s3cr3t'} | ANSWER  | the answer's /exp is not a number of seconds",
                "200 | {'token':'t','exp':-1}       | ANSWER  | the answer's /exp is not more than zero",
                "302 | {'token':'t','exp':9}        | REFUSED | the token server answered with status 302",
                "401 | {'token':'t','exp':9}        | REFUSED | the token server answered with status 401",
                "404 | {'error':'s3cr3t'}           | REFUSED | the token server answered with status 404",
                "429 | {'error':'s3cr3t'}           | BUSY    | the token server answered with status 429",
                "503 | s3cr3t                       | BUSY    | the token server answered with status 503",
            })
    void answerWhenItIsNotAsConfiguredThenTheErrorNamesTheFieldAndNoValue(
            int answered, String body, TokenFailure.Cause cause, String message) {
        status = answered;
        answer = body.replace('\'', '"');
        headers = Map.of("Location", List.of("/elsewhere"));

        TokenFailure failure = failure(JSON_LOGIN + ",'token':{'pointer':'/token'},'lifetime':{'pointer':'/exp'}");

        assertThat(failure.reason()).isEqualTo(cause);
        assertThat(failure).hasMessage(message);
        assertThat(received).as("a redirect is not followed").hasSize(1);
    }

    @Test
    void headerWhenItIsMissingOrThereTwiceThenTheErrorNamesIt() {
        String config = JSON_LOGIN + ",'token':{'header':'X-T'}";
        assertThat(failure(config)).hasMessage("the answer's header X-T is missing");

        headers = Map.of("X-T", List.of("s3cr3t-1", "s3cr3t-2"));
        assertThat(failure(config)).hasMessage("the answer's header X-T stands there more than once");
    }

    @Test
    void answerWhenLongerThanTheBoundThenIsNotRead() {
        answer = "{\"token\":\"" + "s3cr3t".repeat(300) + "\"}";

        TokenFailure failure = failure(JSON_LOGIN + ",'token':{'pointer':'/token'}");

        assertThat(failure.reason()).isEqualTo(TokenFailure.Cause.ANSWER);
    }

    @Test
    void addressWhenRefusedThenNothingIsSent() {
        clients.close();
        clients = clients((address, port) -> Optional.of("is private"));
        source = newSource();

        assertThat(failure(JSON_LOGIN + ",'token':{'pointer':'/token'}").reason())
                .isEqualTo(TokenFailure.Cause.ADDRESS);
        assertThat(received).isEmpty();
    }

    @Test
    void serverWhenNobodyListensThenIsUnreachable() {
        server.stop(0);

        assertThat(failure(JSON_LOGIN + ",'token':{'pointer':'/token'}").reason())
                .isEqualTo(TokenFailure.Cause.UNREACHABLE);
    }

    @Test
    void secretWhenItCantStandInItsPlaceThenNothingIsSent() {
        TokenFailure inHeader = failure(
                "'request':{'url':'URL/login','headers':{'X-Login':'{{user}}'}}," + "'token':{'pointer':'/token'}");
        assertThat(inHeader.reason()).isEqualTo(TokenFailure.Cause.CREDENTIAL);
        assertThat(inHeader).hasMessage("the value for header X-Login is not printable ASCII");

        TokenFailure missing = catchThrowableOfType(
                TokenFailure.class, () -> fetch(JSON_LOGIN + ",'token':{'pointer':'/token'}", SecretBundle.empty()));
        assertThat(missing.reason()).isEqualTo(TokenFailure.Cause.CREDENTIAL);
        assertThat(missing).hasMessage("no secret value named user");
        assertThat(received).isEmpty();
    }

    private static String jwt(String claims) {
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }
}
