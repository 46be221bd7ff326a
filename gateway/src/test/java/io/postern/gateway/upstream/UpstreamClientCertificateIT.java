package io.postern.gateway.upstream;

import static io.postern.gateway.failure.RefusalCode.UPSTREAM_TLS_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.postern.core.key.ClientCertificate;
import io.postern.core.plan.TargetPlan;
import io.postern.core.proxy.CallTimeouts;
import io.postern.core.secret.SecretValue;
import io.postern.core.target.EncodedSlashes;
import io.postern.core.target.OwnLinks;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.outbound.OutboundRequest;
import io.postern.testing.TestCertificates;
import io.postern.testing.TestCertificates.Issued;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionPoolMetrics;

/** Targets that demand a client certificate, over real TLS. */
class UpstreamClientCertificateIT {

    private static final TestCertificates AUTHORITY = new TestCertificates();
    private static final ClientCertificate APP = read(AUTHORITY.client("app"));
    private static final ClientCertificate NEXT = read(AUTHORITY.client("next"));
    private static final ClientCertificate RSA = read(AUTHORITY.rsaClient("rsa"));
    private static final ClientCertificate STRANGER = read(new TestCertificates().client("stranger"));

    @TempDir
    static Path folder;

    private static String trust = "";

    private final CopyOnWriteArrayList<Channel> connections = new CopyOnWriteArrayList<>();
    private final Sinks.One<String> slowAnswer = Sinks.one();
    private @Nullable DisposableServer target;

    @BeforeAll
    static void trust() {
        trust = "ca-file=" + AUTHORITY.writeRoot(folder.resolve("root.pem"));
    }

    @AfterEach
    void stop() {
        if (target != null) {
            target.disposeNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void sendWhenTheCredentialHasACertificateThenTheTargetSeesIt(String protocol) throws Exception {
        try (GatewayFixture gateway = gateway(protocol)) {
            gateway.certificate = APP;
            assertThat(get(gateway)).endsWith("CN=app");

            gateway.certificate = RSA;
            assertThat(get(gateway)).endsWith("CN=rsa");
        }
    }

    @Test
    void tellWhenCertificatesWereShownThenWhenTheyEnd() throws Exception {
        try (GatewayFixture gateway = gateway("TLSv1.3")) {
            gateway.certificate = APP;
            get(gateway);
            Map<String, Instant> ends = new HashMap<>();
            gateway.clients.tell(ends::put);

            assertThat(ends.values()).containsExactly(APP.expiresAt());
            PoolUse pools = Objects.requireNonNull(gateway.clients.pools().get("certificates"));
            assertThat(pools.sum(ConnectionPoolMetrics::allocatedSize)).isEqualTo(1);
            gateway.clients.close();
            await().until(() -> pools.sum(ConnectionPoolMetrics::allocatedSize) == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void sendWhenTheTargetDoesNotTrustTheCertificateThenTheCredentialIsBlamedAndTheCircuitStaysClosed(String protocol)
            throws Exception {
        try (GatewayFixture gateway = gateway(protocol, "breaker.calls=4", "breaker.least-calls=4")) {
            gateway.certificate = STRANGER;
            for (int i = 0; i < 10; i++) {
                assertThat(get(gateway)).startsWith("HTTP/1.1 502 ");
                Refusal refusal = gateway.nextRefusal();
                assertThat(refusal.code()).as(refusal.toString()).isEqualTo(UPSTREAM_TLS_FAILED);
                assertThat(refusal.message())
                        .isEqualTo("The target did not accept the client certificate of the credential.");
                assertThat(refusal.attributes()).isEqualTo(Map.of("failedSide", "credential"));
            }
            assertThat(gateway.call
                            .breakers()
                            .breaker(new TargetPlan(
                                    "tgt_1", TargetUrl.parse(url()), EncodedSlashes.KEEP, OwnLinks.REWRITE))
                            .getState())
                    .isEqualTo(CircuitBreaker.State.CLOSED);

            gateway.certificate = APP;
            assertThat(get(gateway)).endsWith("CN=app");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void sendWhenTheCredentialHasNoCertificateThenTheCredentialIsBlamed(String protocol) throws Exception {
        try (GatewayFixture gateway = gateway(protocol)) {
            assertThat(get(gateway)).startsWith("HTTP/1.1 502 ");
            Refusal refusal = gateway.nextRefusal();
            assertThat(refusal.code()).as(refusal.toString()).isEqualTo(UPSTREAM_TLS_FAILED);
            // Which alert a server of TLS 1.2 sends depends on the JDK that it runs on.
            boolean vague = refusal.toString().contains("alert handshake_failure");
            assertThat(refusal.message())
                    .isEqualTo(
                            vague
                                    ? "The target refused the handshake. It may want a client certificate, and the credential has none."
                                    : "The target wants a client certificate, and the credential has none.");
            assertThat(vague && protocol.equals("TLSv1.3")).isFalse();
        }
    }

    @Test
    void sendWhenTheGatewayDoesNotTrustTheTargetThenTheTargetIsBlamed() throws Exception {
        start("TLSv1.3");
        try (GatewayFixture gateway = new GatewayFixture(url())) {
            gateway.certificate = APP;
            assertThat(get(gateway)).startsWith("HTTP/1.1 502 ");
            Refusal refusal = gateway.nextRefusal();
            assertThat(refusal.message()).isEqualTo("The target's certificate is not trusted, or not for its host.");
            assertThat(refusal.attributes()).isEqualTo(Map.of("failedSide", "target"));
        }
    }

    @Test
    void sendWhenTheCertificateIsRotatedThenNewConnectionsAtOnceAndTheOldOneClosesOnceIdle() throws Exception {
        try (GatewayFixture gateway = gateway("TLSv1.3", "max-idle=100ms", "eviction-interval=100ms");
                RawCaller caller = new RawCaller(gateway.port())) {
            gateway.certificate = APP;
            assertThat(get(caller)).endsWith("CN=app");

            gateway.certificate = NEXT;
            assertThat(get(caller)).endsWith("CN=next");

            assertThat(connections).hasSize(2);
            await().until(() -> !connections.get(0).isActive());
        }
    }

    @Test
    void sendWhenCredentialIsTheSameThenOneConnectionAndAnotherOneNeverSharesIt() throws Exception {
        try (GatewayFixture gateway = gateway("TLSv1.3");
                RawCaller caller = new RawCaller(gateway.port())) {
            gateway.certificate = APP;
            get(caller);
            get(caller);
            assertThat(connections).hasSize(1);

            gateway.credentialId = "cred_other";
            get(caller);
            assertThat(connections).hasSize(2);

            // Read again from its store: another object, the same certificate.
            gateway.credentialId = "cred_2";
            gateway.certificate = ClientCertificate.ofPem(SecretValue.of(pem(APP)), SecretValue.of(keyPem(APP)));
            get(caller);
            assertThat(connections).hasSize(2);
        }
    }

    @Test
    void upgradeWhenTheCredentialHasACertificateThenTheTargetSeesIt() throws Exception {
        try (GatewayFixture gateway = gateway("TLSv1.3")) {
            gateway.certificate = APP;
            assertThat(webSocket(gateway)).isEqualTo("CN=app");
        }
    }

    @Test
    void probeWhenTheCredentialHasACertificateThenTheTargetSeesIt() throws Exception {
        try (GatewayFixture gateway = gateway("TLSv1.3")) {
            OutboundRequest request =
                    new OutboundRequest("GET", TargetUrl.parse(url()), "/a", List.of(), new DefaultHttpHeaders());
            request.clientCertificate(APP);

            Mono<Integer> status =
                    new TargetProbe(gateway.clients).send("cred_2", request, new CallTimeouts(5_000, 5_000, 5_000));

            assertThat(status.block(Duration.ofSeconds(20))).isEqualTo(200);
        }
    }

    @Test
    void closeWhenACallIsUnderWayThenItStillGetsItsAnswer() throws Exception {
        start("TLSv1.3");
        UpstreamProperties properties = GatewayFixture.properties(trust);
        CheckedAddresses addresses =
                new CheckedAddresses(DefaultAddressResolverGroup.INSTANCE, (address, port) -> Optional.empty());
        PooledClients clients = new PooledClients(
                "test", properties, addresses, new TargetTrust(properties.caFile()).context(APP), null, new PoolUse());
        Mono<String> slow = clients.to("client_1", TargetUrl.parse(url()))
                .get()
                .uri("/slow")
                .responseContent()
                .aggregate()
                .asString()
                .cache();
        slow.subscribe();
        await().until(() -> connections.size() == 1 && slowAnswer.currentSubscriberCount() == 1);

        clients.close();
        slowAnswer.tryEmitValue("late");

        assertThat(slow.block(Duration.ofSeconds(20))).isEqualTo("late");
        await().until(() -> !connections.get(0).isActive());
    }

    private static String get(GatewayFixture gateway) throws Exception {
        return RawCaller.get(gateway.port(), "/a");
    }

    private static String get(RawCaller caller) throws Exception {
        caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\n\r\n");
        return caller.answer();
    }

    private static String webSocket(GatewayFixture gateway) {
        return Objects.requireNonNull(HttpClient.create()
                .websocket()
                .uri("ws://127.0.0.1:" + gateway.port() + "/ws")
                .handle((in, out) -> in.receive().asString().take(1))
                .blockFirst(Duration.ofSeconds(20)));
    }

    private GatewayFixture gateway(String protocol, String... settings) throws Exception {
        start(protocol);
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(trust);
        return new GatewayFixture(url(), all.toArray(String[]::new));
    }

    private String url() {
        return "https://localhost:" + Objects.requireNonNull(target).port();
    }

    private void start(String protocol) throws Exception {
        SslContext tls = SslContextBuilder.forServer(AUTHORITY.localServer().keyManagers())
                .protocols(protocol)
                .trustManager(AUTHORITY.trust())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        target = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(spec -> spec.sslContext(tls))
                .doOnConnection(connection -> connections.addIfAbsent(connection.channel()))
                .route(routes -> routes.get("/a", (request, response) -> {
                            String[] subject = new String[1];
                            request.withConnection(connection -> subject[0] = subject(connection.channel()));
                            return response.header("Content-Length", String.valueOf(subject[0].length()))
                                    .sendString(Mono.just(subject[0]));
                        })
                        .get("/slow", (request, response) -> response.sendString(slowAnswer.asMono()))
                        .ws("/ws", (in, out) -> {
                            String[] subject = new String[1];
                            in.withConnection(connection -> subject[0] = subject(connection.channel()));
                            return out.sendString(Mono.just(subject[0]));
                        }))
                .bindNow();
    }

    private static String subject(Channel channel) {
        try {
            return ((X509Certificate) channel.pipeline()
                            .get(SslHandler.class)
                            .engine()
                            .getSession()
                            .getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (SSLPeerUnverifiedException e) {
            return "nobody";
        }
    }

    private static ClientCertificate read(Issued issued) {
        return ClientCertificate.ofPem(SecretValue.of(issued.certificatePem()), SecretValue.of(issued.privateKeyPem()));
    }

    private static String pem(ClientCertificate certificate) throws Exception {
        return block("CERTIFICATE", certificate.chain().get(0).getEncoded());
    }

    private static String keyPem(ClientCertificate certificate) {
        return block("PRIVATE KEY", certificate.privateKey().getEncoded());
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }
}
