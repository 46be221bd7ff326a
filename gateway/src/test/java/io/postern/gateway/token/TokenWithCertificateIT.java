package io.postern.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialType;
import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.secret.CredentialSecrets;
import io.postern.gateway.secret.SecretsForTests;
import io.postern.gateway.upstream.GuardedHttpClients;
import io.postern.gateway.upstream.GuardedRequests;
import io.postern.gateway.upstream.TestUpstream;
import io.postern.testing.TestCertificates;
import io.postern.testing.TestCertificates.Issued;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A token server that demands the client certificate of the credential (RFC 8705, section 2). */
class TokenWithCertificateIT {

    private static final TestCertificates AUTHORITY = new TestCertificates();
    private static final Issued APP = AUTHORITY.client("app");
    private static final Issued STRANGER = new TestCertificates().client("stranger");

    @TempDir
    static Path folder;

    private final AtomicReference<Issued> stored = new AtomicReference<>(APP);
    private final SecretReader reader = ref -> Mono.fromSupplier(() -> SecretBundle.of(Map.of(
            "certificate", SecretValue.of(stored.get().certificatePem()),
            "privateKey", SecretValue.of(stored.get().privateKeyPem()),
            "clientId", SecretValue.of("id"),
            "clientSecret", SecretValue.of("s3cret"))));

    private DisposableServer server;
    private GuardedHttpClients clients;
    private FetchedTokens tokens;
    private TargetSecrets secrets;

    @BeforeEach
    void start() throws Exception {
        SslContext tls = SslContextBuilder.forServer(AUTHORITY.localServer().keyManagers())
                .trustManager(AUTHORITY.trust())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(spec -> spec.sslContext(tls))
                .route(routes -> routes.post("/token", (request, response) -> {
                    String[] subject = new String[1];
                    request.withConnection(connection ->
                            subject[0] = subject(connection.channel().pipeline().get(SslHandler.class)));
                    return response.header("Content-Type", "application/json")
                            .sendString(Mono.just("{\"access_token\":\"for-" + subject[0]
                                    + "\",\"token_type\":\"Bearer\",\"expires_in\":600}"));
                }))
                .bindNow();
        clients = TestUpstream.clients("ca-file=" + AUTHORITY.writeRoot(folder.resolve("root.pem")));
        CredentialSecrets values = SecretsForTests.withoutMemory(reader);
        TokenProperties properties = TokenPropertiesTest.DEFAULTS;
        tokens = new FetchedTokens(
                new TokenSources(List.of(
                        Tokens.oauth2(
                                new TokenEndpoint(new GuardedRequests(clients), properties),
                                new Tokens.InMemory(),
                                properties),
                        new JwtTokenSource())),
                values,
                properties,
                new TokenMeters(new SimpleMeterRegistry(), Set.of("oauth2", "jwt")),
                Ticker.systemTicker(),
                Schedulers.parallel());
        secrets = new TargetSecrets(values, tokens);
    }

    @AfterEach
    void stop() {
        tokens.close();
        clients.close();
        server.disposeNow();
    }

    @Test
    void resolveWhenTheKindBesideTheCertificateFetchesThenTheTokenServerSeesIt() {
        SecretBundle secret = resolve(mtls()).orRefuse();

        assertThat(secret.value("token").reveal()).isEqualTo("for-app");
        assertThat(secret.has("privateKey"))
                .as("for the connection to the target")
                .isTrue();
        assertThat(secrets.replacement(plan(mtls()))).isNotNull();
    }

    @Test
    void resolveWhenTheTokenServerDoesNotTakeTheCertificateThenRefusedWithoutItsText() {
        stored.set(STRANGER);

        Outcome<SecretBundle> outcome = resolve(mtls());

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo(RefusalCode.TOKEN_UNAVAILABLE);
            assertThat(refused.refusal().toString()).doesNotContain("BEGIN", "s3cret");
        });
    }

    private Outcome<SecretBundle> resolve(TargetCredentialSpec spec) {
        return Objects.requireNonNull(secrets.resolve(plan(spec)).block(Duration.ofSeconds(30)));
    }

    private static InjectionPlan plan(TargetCredentialSpec spec) {
        return new InjectionPlan("cred_1", spec, new SecretRef("vault", "client/cred_1", 1));
    }

    private TargetCredentialSpec mtls() {
        ObjectNode config = (ObjectNode) JsonMapper.shared()
                .readTree("{\"with\":{\"credentialAuthType\":\"oauth2\",\"credentialConfig\":{\"tokenUrl\":"
                        + "\"https://localhost:" + server.port() + "/token\"}}}");
        return (TargetCredentialSpec) CredentialKinds.parse(CredentialType.TARGET, "mtls", config);
    }

    private static String subject(SslHandler tls) {
        try {
            return ((X509Certificate) tls.engine().getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName()
                    .substring("CN=".length());
        } catch (SSLPeerUnverifiedException e) {
            return "nobody";
        }
    }
}
