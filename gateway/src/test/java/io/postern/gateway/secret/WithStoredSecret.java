package io.postern.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.secret.LeasedReference;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretLease;
import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.core.secret.StoredReference;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Secrets out of a store that answers as a test says, by a clock that a test moves. */
abstract class WithStoredSecret {

    static final SecretRef REF = new SecretRef("vault", "client/cred_1", 3);
    static final String CANARY = "canary-S3cret";

    final AtomicLong now = new AtomicLong();
    final AtomicInteger reads = new AtomicInteger();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** What the next read answers. */
    Mono<SecretBundle> store = Mono.just(bundle(CANARY));

    private final SecretReader reader = ref -> Mono.defer(() -> {
        reads.incrementAndGet();
        return store;
    });

    private final ReferencedSecrets referenced = new ReferencedSecrets() {
        @Override
        public Mono<SecretBundle> read(StoredReference reference) {
            return reader.read(REF);
        }

        @Override
        public Mono<SecretLease> lease(LeasedReference reference) {
            return Mono.error(new SecretStoreException(Reason.NOT_FOUND, "no"));
        }
    };

    final CredentialSecrets secrets = secrets(SecretCachePropertiesTest.DEFAULTS);

    CredentialSecrets secrets(SecretCacheProperties properties) {
        SecretMeters meters = new SecretMeters(registry);
        return new CredentialSecrets(
                reader,
                referenced,
                new LeasedSecrets(referenced, properties, meters, now::get, Schedulers.parallel()),
                properties,
                meters,
                now::get);
    }

    static SecretBundle bundle(String value) {
        return SecretBundle.of("key", SecretValue.of(value));
    }

    void fails(Reason reason) {
        store = Mono.error(new SecretStoreException(reason, "no"));
    }

    void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    Outcome<SecretBundle> resolve(SecretRef ref) {
        return Objects.requireNonNull(secrets.resolve(ref).block(Duration.ofSeconds(10)));
    }

    void assertPasses(String value) {
        assertThat(resolve(REF)).isEqualTo(Outcome.passed(bundle(value)));
    }

    Refusal assertRefused() {
        Outcome<SecretBundle> outcome = resolve(REF);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        Refusal refusal = ((Outcome.Refused<SecretBundle>) outcome).refusal();
        assertThat(refusal.code()).isEqualTo(RefusalCode.SECRET_UNAVAILABLE);
        return refusal;
    }

    double served(String how) {
        return registry.get("postern.secrets.served").tag("how", how).counter().count();
    }
}
