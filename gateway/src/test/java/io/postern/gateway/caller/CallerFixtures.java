package io.postern.gateway.caller;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.hash.CallerHashProperties;
import io.postern.core.hash.CallerHasher;
import io.postern.core.plan.CallerHash;
import io.postern.core.plan.CallerPlan;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.inbound.PresentedCredential;
import io.postern.gateway.secret.CredentialSecrets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import reactor.core.publisher.Mono;

/** What the tests of this package build on. */
final class CallerFixtures {

    static final CallerHasher HASHER = CallerHasher.create(new CallerHashProperties(List.of(
            new CallerHashProperties.Key("k1", SecretValue.of("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="), null))));

    static final SignerKeysProperties PROPERTIES = new SignerKeysProperties(
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            10_000,
            100_000);

    /** For kinds that have no secret in a store. */
    static final CredentialSecrets NO_SECRETS =
            secrets(ref -> Mono.error(new AssertionError("no secret is to be read")));

    private CallerFixtures() {}

    static CallerPlan plan(CallerCredentialSpec spec, CallerHash... hashes) {
        return new CallerPlan("cred_1", spec, List.of(hashes), null);
    }

    static CallerHash hash(String value) {
        return HASHER.hash(SecretValue.of(value));
    }

    static PresentedCredential header(@Nullable String authorization) {
        return new PresentedCredential(authorization, null, null);
    }

    static PresentedCredential apiKeyHeader(String value) {
        return new PresentedCredential(null, value, null);
    }

    static PresentedCredential query(String authorization) {
        return new PresentedCredential(null, null, authorization);
    }

    static VerifiedTokens verifiedTokens() {
        return new VerifiedTokens(10, Duration.ofMinutes(5), System::nanoTime);
    }

    /** The cache of secrets as the application makes it. */
    static CredentialSecrets secrets(SecretReader reader) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(SecretReader.class, () -> reader);
        context.registerBean(ReferencedSecrets.class, () -> ReferencedSecrets.none("of these tests"));
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.scan("io.postern.gateway.secret");
        context.refresh();
        CredentialSecrets secrets = context.getBean(CredentialSecrets.class);
        context.close();
        return secrets;
    }
}
