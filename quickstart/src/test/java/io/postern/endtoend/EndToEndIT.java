package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Admin API, PostgreSQL, Vault, gateway, target: what an admin sets up is what the target gets, byte for byte. */
@NeedsVault
@ExtendWith(SharedServers.class)
class EndToEndIT {

    private static final String APP_KEY = "key-of-the-app-4711";

    private PosternServers servers;
    private Tenant tenant;

    @BeforeEach
    void tenant(PosternServers shared) {
        servers = shared;
        tenant = Tenant.create(shared);
    }

    /**
     * One way to show a secret to a target.
     *
     * @param body of the app's request; empty: a GET without one
     * @param arrives at the target, with bars for line ends
     */
    record Injection(String name, String kind, String config, String secret, String path, String body, String arrives) {

        Injection(String name, String kind, String config, String secret, String arrives) {
            this(
                    name,
                    kind,
                    config,
                    secret,
                    "/v1/things?b=1&a=%41%20b",
                    "",
                    arrives.startsWith("GET") ? arrives : "GET BASE/v1/things?b=1&a=A%20b HTTP/1.1|" + arrives);
        }

        /** The values of the secret. */
        Stream<String> values() {
            return Stream.of(secret.split("'", -1)).filter(part -> part.startsWith("s3cr3t"));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Injection> injections() {
        String basic = Base64.getEncoder().encodeToString("robot:s3cr3t basic".getBytes(StandardCharsets.UTF_8));
        String json = "{'inject':[{'in':'%s','name':'%s','value':'%s'}]}";
        return Stream.of(
                new Injection(
                        "apiKey in its default header",
                        "apiKey",
                        "{}",
                        "{'key':'s3cr3t-header'}",
                        "host: HOST|X-Trace: 7|X-API-Key: s3cr3t-header||"),
                new Injection(
                        "apiKey in a named header",
                        "key",
                        "{'in':'header','name':'X-Service-Key'}",
                        "{'key':'s3cr3t-named'}",
                        "host: HOST|X-Trace: 7|X-Service-Key: s3cr3t-named||"),
                new Injection(
                        "apiKey in the query",
                        "apiKey",
                        "{'in':'query','name':'api_key'}",
                        "{'key':'s3cr3t&query'}",
                        "GET BASE/v1/things?b=1&a=A%20b&api_key=s3cr3t%26query HTTP/1.1|host: HOST|X-Trace: 7||"),
                new Injection(
                        "bearer",
                        "bearer",
                        "{}",
                        "{'token':'s3cr3t-bearer'}",
                        "host: HOST|X-Trace: 7|Authorization: Bearer s3cr3t-bearer||"),
                new Injection(
                        "bearer with another prefix",
                        "bearer",
                        "{'prefix':'Token '}",
                        "{'token':'s3cr3t-prefixed'}",
                        "host: HOST|X-Trace: 7|Authorization: Token s3cr3t-prefixed||"),
                new Injection(
                        "basicAuth",
                        "basicAuth",
                        "{}",
                        "{'username':'robot','password':'s3cr3t basic'}",
                        "host: HOST|X-Trace: 7|Authorization: Basic " + basic + "||"),
                new Injection(
                        "jwt",
                        "jwt",
                        "{}",
                        "{'token':'s3cr3t-head.s3cr3t-claims.s3cr3t-signature'}",
                        "host: HOST|X-Trace: 7|Authorization: Bearer s3cr3t-head.s3cr3t-claims.s3cr3t-signature||"),
                new Injection(
                        "custom in a header, of two values",
                        "custom",
                        json.formatted("header", "X-Sig", "id={{id}};key={{key}}"),
                        "{'id':'s3cr3t-id','key':'s3cr3t-key'}",
                        "host: HOST|X-Trace: 7|X-Sig: id=s3cr3t-id;key=s3cr3t-key||"),
                new Injection(
                        "custom in the query",
                        "custom",
                        json.formatted("query", "sig", "v1.{{key}}"),
                        "{'key':'s3cr3t/custom query'}",
                        "GET BASE/v1/things?b=1&a=A%20b&sig=v1.s3cr3t%2Fcustom%20query HTTP/1.1|host: HOST|X-Trace: 7||"),
                new Injection(
                        "custom in the path",
                        "custom",
                        json.formatted("path", "key", "{{key}}"),
                        "{'key':'s3cr3t/path'}",
                        "/bot%7B%7Bkey%7D%7D/send",
                        "",
                        "GET BASE/bots3cr3t%2Fpath/send HTTP/1.1|host: HOST|X-Trace: 7||"),
                new Injection(
                        "custom in the JSON body",
                        "custom",
                        json.formatted("body", "key", "{{key}}"),
                        "{'key':'s3cr3t-body'}",
                        "/send",
                        "{\"auth\": {\"k\": \"<{{key}}>\"}, \"n\": 1}",
                        "POST BASE/send HTTP/1.1|host: HOST|X-Trace: 7|Content-Type: application/json|"
                                + "content-length: 36||{\"auth\":{\"k\":\"<s3cr3t-body>\"},\"n\":1}"),
                new Injection(
                        "a body that nobody looks into",
                        "bearer",
                        "{}",
                        "{'token':'s3cr3t-beside'}",
                        "/send",
                        "{\"a\" :  1 ",
                        "POST BASE/send HTTP/1.1|host: HOST|X-Trace: 7|Content-Type: application/json|"
                                + "Authorization: Bearer s3cr3t-beside|content-length: 10||{\"a\" :  1 "),
                new Injection("none", "none", "{}", "", "host: HOST|X-Trace: 7||"));
    }

    @ParameterizedTest
    @MethodSource("injections")
    void callWhenAllowedThenTheTargetGetsExactlyThisAndTheSecretIsOnlyInVault(Injection row) {
        String injected = tenant.injected(row.kind(), row.config(), row.secret());
        String proxy = tenant.proxy(tenant.callerKey(APP_KEY), tenant.target(), injected);

        String answer = RawCaller.exchange(servers.gatewayPort(), request(row, proxy));

        assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("ok");
        String expected = row.arrives()
                .replace("|", "\r\n")
                .replace("BASE", tenant.base())
                .replace("HOST", "127.0.0.1:" + servers.target().port());
        assertThat(servers.target().only(tenant.base())).isEqualTo(expected);
        assertThat(expected).doesNotContain(APP_KEY);
        String database = DatabaseText.of(servers.database());
        assertThat(database).contains(proxy).doesNotContain("s3cr3t").doesNotContain(APP_KEY);
        row.values().forEach(value -> {
            assertThat(servers.inVault().values(tenant.path(), injected)).contains("\"" + value + "\"");
            assertThat(answer).doesNotContain(value);
        });
    }

    /** With the app's key in one place, a header that only concerns this connection, and one that names the injected ones. */
    private static String request(Injection row, String proxy) {
        String body = row.body();
        return (body.isEmpty() ? "GET" : "POST") + " /api/" + proxy + row.path() + " HTTP/1.1\r\nHost: gateway\r\n"
                + "X-Trace: 7\r\nAuthorization: " + APP_KEY + "\r\nX-Hop: 1\r\n"
                + "Connection: close, X-Hop, Authorization, X-API-Key\r\nX-Forwarded-For: 10.0.0.1\r\n"
                + (body.isEmpty() ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n")
                + "\r\n" + body;
    }
}
