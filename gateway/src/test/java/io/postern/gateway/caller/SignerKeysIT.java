package io.postern.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.credential.JwtVerifyCallerSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.upstream.GuardedFetch;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** Keys over HTTP from a signer that rotates them, breaks and comes back; time is moved by hand. */
class SignerKeysIT {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Map<String, Object> CLAIMS = Map.of("sub", "app", "exp", NOW.getEpochSecond() + 60);

    private final AtomicLong ticks = new AtomicLong();
    private final AtomicInteger fetches = new AtomicInteger();

    private volatile int status = 200;
    private volatile byte[] document = new byte[0];
    private volatile Mono<Void> gate = Mono.empty();

    private DisposableServer server;
    private URI address;
    private JwtVerifyCallerAuthenticator authenticator;
    private SignerKeysSource source;

    @BeforeEach
    void start() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.get("/{path}", (request, response) -> {
                    fetches.incrementAndGet();
                    return response.status(status)
                            .send(gate.then(Mono.fromSupplier(
                                    () -> response.alloc().buffer().writeBytes(document))));
                }))
                .bindNow();
        address = URI.create("http://127.0.0.1:" + server.port() + "/keys");
        HttpClient client = HttpClient.create();
        GuardedFetch fetch = uri -> client.get()
                .uri(uri)
                .responseSingle((answer, body) -> answer.status().code() == 200
                        ? body.asByteArray()
                        : Mono.error(new IOException("status " + answer.status().code())));
        source = new SignerKeysSource(fetch, CallerFixtures.PROPERTIES, ticks::get, new SimpleMeterRegistry());
        authenticator = new JwtVerifyCallerAuthenticator(
                new ClaimChecks(Clock.fixed(NOW, ZoneOffset.UTC)),
                source,
                CallerFixtures.verifiedTokens(),
                CallerFixtures.NO_SECRETS);
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    private Mono<Outcome<Caller>> call(String token, URI keys) {
        JwtVerifyCallerSpec spec = new JwtVerifyCallerSpec(
                keys, null, null, List.of("RS256", "RS512", "PS256", "ES256", "ES384", "ES512", "EdDSA"), null);
        return authenticator.authenticate(
                spec, new CallerPlan("cred_1", spec, List.of(), null), CallerFixtures.header("Bearer " + token));
    }

    /** {@code passed}, or the word of the refusal. */
    private String call(TestSigner signer) {
        return word(Objects.requireNonNull(call(signer.token(CLAIMS), address).block(Duration.ofSeconds(20))));
    }

    private static String word(Outcome<Caller> outcome) {
        return outcome instanceof Outcome.Refused<Caller> refused
                ? refused.refusal().code().word()
                : "passed";
    }

    private void pass(Duration time) {
        ticks.addAndGet(time.toNanos());
    }

    private static final String INVALID = RefusalCode.INVALID_PROXY_CREDENTIAL.word();
    private static final String UNAVAILABLE = RefusalCode.CALLER_KEYS_UNAVAILABLE.word();

    @Test
    void authenticateWhenSignedWithAnyPublishedKeyThenPasses() throws Exception {
        TestSigner[] signers = {
            TestSigner.rsa("RS256", "rs256", 2048),
            TestSigner.rsa("RS512", "rs512", 2048),
            TestSigner.rsa("PS256", "ps256", 2048),
            TestSigner.ec("ES256", "es256", Curve.P_256),
            TestSigner.ec("ES384", "es384", Curve.P_384),
            TestSigner.ec("ES512", "es512", Curve.P_521),
            TestSigner.edwards("Ed25519", "ed25519"),
            TestSigner.edwards("Ed448", "ed448")
        };
        document = TestSigner.keySet(signers);
        for (TestSigner signer : signers) {
            assertThat(call(signer)).as(signer.keyId()).isEqualTo("passed");
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void authenticateWhenManyCallAtOnceColdThenKeysAreFetchedOnce() throws Exception {
        TestSigner signer = TestSigner.ec("ES256", "k", Curve.P_256);
        document = TestSigner.keySet(signer);
        Sinks.Empty<Void> open = Sinks.empty();
        gate = open.asMono();
        String token = signer.token(CLAIMS);
        AtomicInteger subscribed = new AtomicInteger();
        Mono<List<String>> all = Flux.range(0, 1_000)
                .flatMap(
                        i -> Mono.defer(() -> call(token, address))
                                .doOnSubscribe(s -> subscribed.incrementAndGet())
                                .subscribeOn(Schedulers.parallel())
                                .map(SignerKeysIT::word),
                        1_000)
                .collectList();
        Sinks.One<List<String>> words = Sinks.one();
        all.subscribe(words::tryEmitValue);
        Awaitility.await().untilAtomic(subscribed, org.hamcrest.Matchers.is(1_000));
        Awaitility.await().untilAtomic(fetches, org.hamcrest.Matchers.is(1));
        open.tryEmitEmpty();
        assertThat(words.asMono().block(Duration.ofSeconds(20))).hasSize(1_000).containsOnly("passed");
        assertThat(fetches).hasValue(1);
    }

    @Test
    void authenticateWhenKeysWereRotatedThenNewOnePassesAtOnceAndOldOneUntilItsKeysAreReadAgain() throws Exception {
        TestSigner old = TestSigner.ec("ES256", "old", Curve.P_256);
        TestSigner fresh = TestSigner.ec("ES256", "fresh", Curve.P_256);
        document = TestSigner.keySet(old);
        assertThat(call(old)).isEqualTo("passed");
        pass(Duration.ofSeconds(10));
        document = TestSigner.keySet(fresh);
        assertThat(call(old)).isEqualTo("passed");
        assertThat(call(fresh)).isEqualTo("passed");
        assertThat(fetches).hasValue(2);
        assertThat(call(old)).isEqualTo(INVALID);
    }

    @Test
    void authenticateWhenKeyIsReplacedUnderItsIdThenOldOneIsRefusedAfterTtl() throws Exception {
        TestSigner old = TestSigner.ec("ES256", "k", Curve.P_256);
        TestSigner fresh = TestSigner.ec("ES256", "k", Curve.P_256);
        document = TestSigner.keySet(old);
        assertThat(call(old)).isEqualTo("passed");
        document = TestSigner.keySet(fresh);
        pass(Duration.ofMinutes(5));
        assertThat(call(old)).isEqualTo(INVALID);
        assertThat(call(fresh)).isEqualTo("passed");
    }

    @Test
    void authenticateWhenTokensNameUnknownKeysThenSignerIsAskedOncePerInterval() throws Exception {
        TestSigner signer = TestSigner.ec("ES256", "k", Curve.P_256);
        document = TestSigner.keySet(signer);
        assertThat(call(signer)).isEqualTo("passed");
        for (int second = 1; second <= 60; second++) {
            pass(Duration.ofSeconds(1));
            for (int i = 0; i < 20; i++) {
                assertThat(call(new TestSigner("ES256", "unknown-" + i, null, signer.signing())))
                        .isEqualTo(INVALID);
            }
        }
        assertThat(fetches).hasValue(7);
        assertThat(call(signer)).isEqualTo("passed");
    }

    @Test
    void authenticateWhenFourFifthsOfTtlAreOverThenKeysAreFetchedBehindTheCall() throws Exception {
        TestSigner signer = TestSigner.ec("ES256", "k", Curve.P_256);
        document = TestSigner.keySet(signer);
        assertThat(call(signer)).isEqualTo("passed");
        Sinks.Empty<Void> open = Sinks.empty();
        gate = open.asMono();
        pass(Duration.ofMinutes(4));
        assertThat(call(signer)).isEqualTo("passed");
        Awaitility.await().untilAtomic(fetches, org.hamcrest.Matchers.is(2));
        open.tryEmitEmpty();
    }

    @Test
    void authenticateWhenSignerIsDownThenKeptKeysServeUntilMaxStale() throws Exception {
        TestSigner signer = TestSigner.ec("ES256", "k", Curve.P_256);
        document = TestSigner.keySet(signer);
        assertThat(call(signer)).isEqualTo("passed");
        server.disposeNow();
        for (int minute = 1; minute < 60; minute++) {
            pass(Duration.ofMinutes(1));
            assertThat(call(signer)).as("minute %d", minute).isEqualTo("passed");
        }
        pass(Duration.ofMinutes(1));
        assertThat(call(signer)).isEqualTo(UNAVAILABLE);
    }

    @Test
    void authenticateWhenDocumentIsNoKeySetThenUnavailableAndRecovers() throws Exception {
        TestSigner signer = TestSigner.ec("ES256", "k", Curve.P_256);
        for (String nonsense : List.of("<html>", "{}", "[]", "{\"keys\":{}}", "null", "\"keys\"")) {
            document = nonsense.getBytes(StandardCharsets.UTF_8);
            assertThat(call(signer)).as(nonsense).isEqualTo(UNAVAILABLE);
            pass(Duration.ofSeconds(3));
        }
        document = TestSigner.keySet(signer);
        assertThat(call(signer)).isEqualTo("passed");
    }

    @Test
    void authenticateWhenSignerFailedThenItIsNotAskedAgainWithinFailureTtl() throws Exception {
        TestSigner signer = TestSigner.ec("ES256", "k", Curve.P_256);
        document = TestSigner.keySet(signer);
        status = 500;
        assertThat(call(signer)).isEqualTo(UNAVAILABLE);
        assertThat(call(signer)).isEqualTo(UNAVAILABLE);
        assertThat(fetches).hasValue(1);
        status = 200;
        pass(Duration.ofSeconds(3).plusNanos(1));
        assertThat(call(signer)).isEqualTo("passed");
    }

    @Test
    void authenticateWhenSomeKeysAreBrokenThenTheOthersStillServe() throws Exception {
        TestSigner signer = TestSigner.ec("ES256", "k", Curve.P_256);
        document = TestSigner.keySetOfJson(List.of(
                "{\"kty\":\"FUTURE\",\"kid\":\"k\"}",
                "{\"kty\":\"RSA\",\"n\":\"!\",\"e\":\"AQAB\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}",
                "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
                "7",
                Objects.requireNonNull(signer.jwk())));
        assertThat(call(signer)).isEqualTo("passed");
    }

    @Test
    void authenticateWhenAddressDiffersThenKeysAreKeptApartAndBounded() throws Exception {
        TestSigner signer = TestSigner.ec("ES256", "k", Curve.P_256);
        document = TestSigner.keySet(signer);
        String token = signer.token(CLAIMS);
        for (String path : List.of("a", "b", "a", "b")) {
            assertThat(word(Objects.requireNonNull(
                            call(token, address.resolve("/" + path)).block())))
                    .isEqualTo("passed");
        }
        assertThat(fetches).hasValue(2);
        assertThat(source.size()).isEqualTo(2);
        pass(Duration.ofHours(1));
        assertThat(source.size()).isZero();
    }
}
