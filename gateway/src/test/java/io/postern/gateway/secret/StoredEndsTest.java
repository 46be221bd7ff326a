package io.postern.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.credential.ApiKeyCallerSpec;
import io.postern.core.credential.BearerSpec;
import io.postern.core.credential.NoneSpec;
import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.plan.TargetPlan;
import io.postern.core.proxy.CallTimeouts;
import io.postern.core.rule.RuleEffect;
import io.postern.core.rule.RuleScopes;
import io.postern.core.rule.RuleSet;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretSource;
import io.postern.core.secret.SecretValue;
import io.postern.core.target.EncodedSlashes;
import io.postern.core.target.OwnLinks;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.plan.PlanTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class StoredEndsTest {

    private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private final PlanTable plans = new PlanTable();
    private final Map<String, SecretBundle> stored = new TreeMap<>();
    private final CredentialSecrets secrets = secrets();
    private final StoredEnds ends = new StoredEnds(plans, secrets);

    private CredentialSecrets secrets() {
        SecretMeters meters = new SecretMeters(new SimpleMeterRegistry());
        ReferencedSecrets referenced = ReferencedSecrets.none("of this test");
        return new CredentialSecrets(
                ref -> Mono.fromCallable(() -> {
                    reads.incrementAndGet();
                    return stored.get(ref.path() + " " + ref.version());
                }),
                referenced,
                new LeasedSecrets(
                        referenced, SecretCachePropertiesTest.DEFAULTS, meters, now::get, Schedulers.parallel()),
                SecretCachePropertiesTest.DEFAULTS,
                meters,
                now::get);
    }

    @Test
    void tellWhenTheSecretIsInMemoryThenItsEndByTheIdOfItsCredential() {
        InjectionPlan injection = serve("prx_1", "cred_1", END, 1);
        serve("prx_2", "cred_1", END, 1);
        secrets.resolve(injection).block();

        assertThat(told()).containsExactly(Map.entry("cred_1", END));
    }

    @Test
    void tellWhenNobodyCalledThenNothingIsToldNorRead() {
        serve("prx_1", "cred_1", END, 1);

        assertThat(told()).isEmpty();
        assertThat(reads).hasValue(0);
    }

    @Test
    void tellWhenTheSecretWasReplacedThenTheEndOfTheNewOne() {
        secrets.resolve(serve("prx_1", "cred_1", END, 1)).block();
        secrets.resolve(serve("prx_1", "cred_1", END.plusSeconds(60), 2)).block();

        assertThat(told()).containsExactly(Map.entry("cred_1", END.plusSeconds(60)));
    }

    @Test
    void tellWhenAskedAgainAndAgainThenTheSecretLeavesMemoryAllTheSame() {
        secrets.resolve(serve("prx_1", "cred_1", END, 1)).block();
        for (int minutes = 0; minutes < 70; minutes += 10) {
            now.addAndGet(Duration.ofMinutes(10).toNanos());
            told();
        }

        assertThat(told()).isEmpty();
        assertThat(reads).hasValue(1);
    }

    @Test
    void tellWhenTheProxyIsGoneThenNothing() {
        secrets.resolve(serve("prx_1", "cred_1", END, 1)).block();
        plans.remove("prx_1");

        assertThat(told()).isEmpty();
    }

    @Test
    void tellWhenTheSecretHasNoEndOrTheKindNoSecretThenNothing() {
        secrets.resolve(serve("prx_1", "cred_1", null, 1)).block();
        serve("prx_2", "cred_2", new NoneSpec(), null);

        assertThat(told()).isEmpty();
    }

    private Map<String, Instant> told() {
        Map<String, Instant> told = new TreeMap<>();
        ends.tell(told::put);
        return told;
    }

    private InjectionPlan serve(String proxy, String credential, @Nullable Instant end, long version) {
        String claims = end == null ? "{}" : "{\"exp\":" + end.getEpochSecond() + "}";
        stored.put(
                "client/" + credential + " " + version,
                SecretBundle.of(
                        "token",
                        SecretValue.of("e30."
                                + Base64.getUrlEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                                + ".c2ln")));
        return serve(proxy, credential, new BearerSpec(null), new SecretRef("vault", "client/" + credential, version));
    }

    private InjectionPlan serve(
            String proxy, String credential, TargetCredentialSpec spec, @Nullable SecretSource source) {
        RuleSet all = RuleSet.compile(RuleEffect.ALLOW, List.of());
        InjectionPlan injection = new InjectionPlan(credential, spec, source);
        plans.put(new ProxyPlan(
                proxy,
                "client",
                "eu",
                true,
                new CallerPlan("cred_0", ApiKeyCallerSpec.inUsualPlaces(), List.of(), null),
                new TargetPlan(
                        "tgt_1", TargetUrl.parse("https://api.example.com"), EncodedSlashes.REFUSE, OwnLinks.REWRITE),
                injection,
                new RuleScopes(all, all, all, all),
                0,
                CallTimeouts.DEFAULT,
                0,
                false));
        return injection;
    }
}
