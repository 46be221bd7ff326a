package io.postern.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.postern.core.credential.ClientAuthentication;
import io.postern.core.credential.OAuth2Grant;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.secret.RotatedSecret;
import io.postern.core.secret.RotatingSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.core.secret.sealed.SealedRotatingSecrets;
import io.postern.core.secret.sealed.SealingKeys;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Several gateways with one refresh token that is good once, on real PostgreSQL under a gateway's own role. */
class RotatingRefreshTokensIT {

    private static final TestDatabase DATABASE = PostgresFixture.shared().newDatabase();
    private static final SealingKeys KEYS = SealingKeys.parse(SealingKeys.newKey("k1"));

    private static AuthorizationServer server;

    private final String path = "client-" + UUID.randomUUID() + "/cred_1";

    @BeforeAll
    static void start() throws Exception {
        server = new AuthorizationServer();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static RotatingSecrets database() {
        return new SealedRotatingSecrets(DATABASE.connectionFactory(TestDatabase.GATEWAY_USER), KEYS);
    }

    private static OAuth2Spec spec() {
        return new OAuth2Spec(
                OAuth2Grant.REFRESH_TOKEN,
                server.tokenUrl(),
                null,
                null,
                null,
                null,
                null,
                null,
                ClientAuthentication.BASIC,
                null,
                null);
    }

    private static SecretBundle secret() {
        return SecretBundle.of(Map.of(
                "clientId", SecretValue.of(AuthorizationServer.CLIENT_ID),
                "clientSecret", SecretValue.of(AuthorizationServer.CLIENT_SECRET),
                "refreshToken", SecretValue.of(server.refreshToken(AuthorizationServer.CLIENT_ID))));
    }

    /** A gateway: what it fetches replaces what it had. */
    private final class Gateway {

        private final RefreshTokens tokens;
        private final SecretBundle secret;
        private @Nullable SecretValue previous;

        Gateway(RotatingSecrets rotating, SecretBundle secret) {
            this.tokens = Tokens.refreshTokens(Tokens.endpoint(), rotating, TokenPropertiesTest.DEFAULTS);
            this.secret = secret;
        }

        Mono<String> refresh() {
            return Mono.defer(() -> tokens.fetch(new TokenNeed<>(
                            "cred_1", spec(), new SecretRef("sealed", path, 1), secret, null, previous)))
                    .map(token -> {
                        previous = token.value();
                        return token.value().reveal();
                    });
        }

        String await() {
            return Objects.requireNonNull(refresh().block(Duration.ofSeconds(60)));
        }
    }

    @Test
    void refreshWhenTwoGatewaysDoItAtOnceForManyRoundsThenTheTokenIsNeverLost() {
        SecretBundle secret = secret();
        Gateway one = new Gateway(database(), secret);
        Gateway two = new Gateway(database(), secret);
        for (int round = 0; round < 30; round++) {
            List<String> got = Objects.requireNonNull(Flux.just(one, two)
                    .flatMap(gateway -> gateway.refresh().subscribeOn(Schedulers.boundedElastic()))
                    .collectList()
                    .block(Duration.ofSeconds(60)));
            assertThat(got).as("round %s", round).hasSize(2);
            assertThat(server.isGood(one.await())).as("round %s", round).isTrue();
        }
        assertThat(server.reused()).as("refresh tokens that were shown twice").isEmpty();
    }

    @Test
    void refreshWhenAnotherGatewayHasAFreshTokenThenThatIsTaken() {
        SecretBundle secret = secret();
        String fetched = new Gateway(database(), secret).await();
        int before = server.requests().size();
        assertThat(new Gateway(database(), secret).await()).isEqualTo(fetched);
        assertThat(server.requests()).hasSize(before);
    }

    @Test
    void refreshWhenTheWritingFailsForAWhileThenTheNewTokenIsWrittenLater() {
        SecretBundle secret = secret();
        FailingWrites failing = new FailingWrites(database());
        Gateway one = new Gateway(failing, secret);
        // The claim is written, and nothing after it until all tries are over.
        failing.failFrom = 2;
        assertThat(server.isGood(one.await())).isTrue();
        failing.failFrom = Integer.MAX_VALUE;
        assertThat(server.isGood(one.await())).isTrue();
        Gateway two = new Gateway(database(), secret);
        assertThat(server.isGood(two.await())).isTrue();
        assertThat(server.reused()).isEmpty();
    }

    @Test
    void refreshWhenNobodyWaitsAnyMoreThenTheTokenIsKeptAllTheSame() {
        SecretBundle secret = secret();
        Gateway one = new Gateway(database(), secret);
        one.refresh().timeout(Duration.ofMillis(1)).onErrorComplete().block(Duration.ofSeconds(10));
        one.tokens.close();
        Gateway two = new Gateway(database(), secret);
        assertThat(server.isGood(two.await())).isTrue();
        assertThat(server.reused()).isEmpty();
    }

    @Test
    void refreshWhenServerRefusesThenTheClaimIsTakenBack() {
        SecretBundle unknown = SecretBundle.of(Map.of(
                "clientId", SecretValue.of(AuthorizationServer.CLIENT_ID),
                "clientSecret", SecretValue.of(AuthorizationServer.CLIENT_SECRET),
                "refreshToken", SecretValue.of("unknown")));
        for (Gateway gateway : List.of(new Gateway(database(), unknown), new Gateway(database(), unknown))) {
            TokenFailure failure = catchThrowableOfType(TokenFailure.class, gateway::await);
            assertThat(failure.reason()).isEqualTo(TokenFailure.Cause.REFUSED);
        }
        RotatedSecret left = Objects.requireNonNull(database().read(path).block(Duration.ofSeconds(10)));
        assertThat(Objects.requireNonNull(left.values()).has("claim")).isFalse();
    }

    @Test
    void refreshWhenAClaimIsOfADeadGatewayThenItEndsByItsAge() {
        SecretBundle secret = secret();
        RefreshRecord claimed = new RefreshRecord(secret.value("refreshToken"), "version 1", "a dead gateway", null);
        database().write(path, claimed.values(), 0).block(Duration.ofSeconds(10));
        RefreshTokens tokens = Tokens.refreshTokens(
                Tokens.endpoint(),
                database(),
                TokenPropertiesTest.bind(Map.of("postern.gateway.tokens.claim-timeout", "1s")));
        FetchedToken token = tokens.fetch(new TokenNeed<>("cred_1", spec(), new SecretRef("sealed", path, 1), secret))
                .block(Duration.ofSeconds(30));
        assertThat(server.isGood(Objects.requireNonNull(token).value().reveal()))
                .isTrue();
    }

    @Test
    void exchangeWhenARefreshIsUnderWayThenTheCodeIsExchangedAfterIt() throws Exception {
        SecretBundle secret = secret();
        HeldWrites held = new HeldWrites(database());
        Gateway one = new Gateway(held, secret);
        // No types: whether such a future can hold null, NullAway says differently on JDK 17 and on JDK 25.
        var refreshed = one.refresh().toFuture();
        held.begun.asMono().block(Duration.ofSeconds(30));
        AuthorizationCode code = new AuthorizationCode(
                SecretValue.of(server.code(AuthorizationServer.CLIENT_ID, OAuth2TokenSourceIT.CHALLENGE)),
                SecretValue.of(OAuth2TokenSourceIT.VERIFIER),
                AuthorizationServer.REDIRECT);
        var exchanged = one.tokens
                .exchange(new TokenNeed<>("cred_1", spec(), new SecretRef("sealed", path, 1), secret), code)
                .toFuture();
        held.released.tryEmitEmpty();

        String token = Objects.requireNonNull(exchanged.get(30, TimeUnit.SECONDS))
                .value()
                .reveal();
        assertThat(token).isNotEqualTo(refreshed.get(30, TimeUnit.SECONDS));
        assertThat(server.isGood(token)).isTrue();
        RefreshRecord kept =
                RefreshRecord.read(Objects.requireNonNull(database().read(path).block(Duration.ofSeconds(10)))
                        .values());
        assertThat(Objects.requireNonNull(kept).origin()).isEqualTo(RefreshRecord.CONSENT);
    }

    /** A store that takes its time until it is released. */
    private static final class HeldWrites implements RotatingSecrets {

        private final RotatingSecrets real;
        final Sinks.Empty<Void> begun = Sinks.empty();
        final Sinks.Empty<Void> released = Sinks.empty();

        HeldWrites(RotatingSecrets real) {
            this.real = real;
        }

        @Override
        public Mono<RotatedSecret> read(String path) {
            return real.read(path);
        }

        @Override
        public Mono<Long> write(String path, SecretBundle values, long expectedVersion) {
            return Mono.defer(() -> {
                begun.tryEmitEmpty();
                return released.asMono().then(real.write(path, values, expectedVersion));
            });
        }
    }

    /** A store that is away from the n-th writing on. */
    private static final class FailingWrites implements RotatingSecrets {

        private final RotatingSecrets real;
        private final AtomicInteger writes = new AtomicInteger();
        volatile int failFrom = Integer.MAX_VALUE;

        FailingWrites(RotatingSecrets real) {
            this.real = real;
        }

        @Override
        public Mono<RotatedSecret> read(String path) {
            return real.read(path);
        }

        @Override
        public Mono<Long> write(String path, SecretBundle values, long expectedVersion) {
            return Mono.defer(() -> writes.incrementAndGet() >= failFrom
                    ? Mono.error(new SecretStoreException(Reason.UNAVAILABLE, "away"))
                    : real.write(path, values, expectedVersion));
        }
    }
}
