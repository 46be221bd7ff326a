package io.postern.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.credential.JwtVerifyCallerSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.inbound.PresentedCredential;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** With a shared secret; {@link HostileTokensTest} and {@link SignerKeysIT} have the published keys. */
class JwtVerifyCallerAuthenticatorTest extends CallerKindContract<JwtVerifyCallerSpec> {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final SecretRef REF = new SecretRef("vault", "client/cred_1", 1);
    private static final Map<String, Object> CLAIMS =
            Map.of("sub", "app", "exp", NOW.getEpochSecond() + 60, "roles", List.of("reader"), "org", Map.of("id", 7));

    private Mono<SecretBundle> store = Mono.just(SecretBundle.of("sharedSecret", SecretValue.of(SECRET)));

    private final CallerKind<JwtVerifyCallerSpec> kind = new JwtVerifyCallerAuthenticator(
            new ClaimChecks(Clock.fixed(NOW, ZoneOffset.UTC)),
            new SignerKeysSource(
                    uri -> Mono.error(new AssertionError("nothing is to be fetched")),
                    CallerFixtures.PROPERTIES,
                    System::nanoTime,
                    new SimpleMeterRegistry()),
            CallerFixtures.verifiedTokens(),
            CallerFixtures.secrets(ref -> store));

    private static TestSigner signer(String algorithm, String secret) {
        try {
            return TestSigner.shared(algorithm, secret.getBytes(StandardCharsets.UTF_8));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    CallerKind<JwtVerifyCallerSpec> kind() {
        return kind;
    }

    @Override
    CallerPlan plan() {
        return new CallerPlan("cred_1", new JwtVerifyCallerSpec(null, null, null, null, null), List.of(), REF);
    }

    @Override
    String right() {
        return signer("HS256", SECRET).token(CLAIMS);
    }

    @Override
    String wrong() {
        return signer("HS256", "another-secret-that-is-long-enough").token(CLAIMS);
    }

    @Override
    Map<String, PresentedCredential> accepted() {
        return Map.of(
                "after Bearer",
                CallerFixtures.header("Bearer " + right()),
                "X-API-Key is not looked at",
                new PresentedCredential(right(), "another", null));
    }

    @Override
    Map<String, PresentedCredential> refused() {
        return Map.of(
                "X-API-Key is for keys", CallerFixtures.apiKeyHeader(right()),
                "another scheme", CallerFixtures.header("Basic " + right()),
                "an algorithm that the credential does not name",
                        CallerFixtures.header(signer("HS384", SECRET + SECRET).token(CLAIMS)));
    }

    @Test
    void authenticateWhenPassedThenCallerHasTheClaimsAsTheyWere() {
        Outcome<Caller> outcome = authenticate(plan(), CallerFixtures.header(right()));
        Caller caller = ((Outcome.Passed<Caller>) outcome).value();
        assertThat(caller.claims()).containsEntry("sub", "app").containsEntry("roles", List.of("reader"));
        assertThat(caller.claims().get("org")).isEqualTo(Map.of("id", 7));
        assertThat(caller.toString()).contains("sub").doesNotContain("app");
    }

    @Test
    void authenticateWhenSharedSecretCanNotBeHadThenUnavailableAndNotInvalid() {
        store = Mono.error(new SecretStoreException(SecretStoreException.Reason.UNAVAILABLE, "sealed"));
        Outcome<Caller> outcome = authenticate(plan(), CallerFixtures.header(right()));
        assertThat(((Outcome.Refused<Caller>) outcome).refusal().code()).isEqualTo(RefusalCode.CALLER_KEYS_UNAVAILABLE);
    }

    @Test
    void authenticateWhenPlanHasNoSharedSecretThenUnavailable() {
        CallerPlan plan = new CallerPlan("cred_1", plan().spec(), List.of(), null);
        Outcome<Caller> outcome = authenticate(plan, CallerFixtures.header(right()));
        assertThat(((Outcome.Refused<Caller>) outcome).refusal().code()).isEqualTo(RefusalCode.CALLER_KEYS_UNAVAILABLE);
    }
}
