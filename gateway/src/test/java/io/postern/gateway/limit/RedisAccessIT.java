package io.postern.gateway.limit;

import static io.postern.gateway.limit.RateLimiterContract.passed;
import static io.postern.gateway.limit.RateLimiterContract.passes;
import static io.postern.gateway.limit.RateLimiterContract.plan;
import static io.postern.gateway.limit.RateLimiterContract.refusal;
import static io.postern.gateway.limit.RedisGateways.DENY;
import static io.postern.gateway.limit.RedisGateways.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.limit.RedisGateways.Gateway;
import io.postern.testing.NeedsRedis;
import io.postern.testing.RedisFixture;
import io.postern.testing.RepositoryRoot;
import io.postern.testing.TestCertificates;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigRegistry;

/** How gateways find the Redis in which they count together, and what rights they need there. */
@NeedsRedis
@ExtendWith(OutputCaptureExtension.class)
class RedisAccessIT {

    private static RedisGateways gateways;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        gateways = new RedisGateways();
    }

    @AfterAll
    static void stop() {
        gateways.close();
    }

    @BeforeEach
    void begin() {
        gateways.begin();
    }

    @Test
    void gatewayWhenRedisAsksForTlsAndAPasswordThenTheFileOfEachIsUsed(CapturedOutput log) throws Exception {
        TestCertificates authority = new TestCertificates();
        TestCertificates.Issued server = authority.localServer();
        Path certificate = Files.writeString(folder.resolve("server.pem"), server.certificatePem());
        Path key = Files.writeString(folder.resolve("server.key"), server.privateKeyPem());
        Path root = authority.writeRoot(folder.resolve("root.pem"));
        Path password = Files.writeString(folder.resolve("password"), "right-4711\n");
        try (RedisFixture guarded = RedisFixture.startWithTls("right-4711", certificate, key)) {
            URI url = URI.create("rediss://localhost:" + guarded.url().getPort());

            assertThat(passes(
                            gateways.gateway(WINDOW, DENY, RedisGateways.properties(url, null, null, password, root))
                                    .limiter(),
                            plan("prx_1", 1)))
                    .isTrue();
            assertThat(refusal(
                                    gateways.gateway(
                                                    WINDOW,
                                                    DENY,
                                                    RedisGateways.properties(
                                                            url, null, SecretValue.of("wrong-4711"), null, root))
                                            .limiter(),
                                    plan("prx_2", 1))
                            .code())
                    .isEqualTo(RefusalCode.LIMIT_UNAVAILABLE);
            assertThat(refusal(
                                    gateways.gateway(
                                                    WINDOW,
                                                    DENY,
                                                    RedisGateways.properties(url, null, null, password, null))
                                            .limiter(),
                                    plan("prx_2", 1))
                            .code())
                    .as("an authority that nobody trusts")
                    .isEqualTo(RefusalCode.LIMIT_UNAVAILABLE);
            assertThat(log)
                    .as("why")
                    .contains("Redis can't be reached, and is tried again: ", "WRONGPASS", "certification path")
                    .doesNotContain("right-4711", "wrong-4711");
        }
    }

    @Test
    void gatewayWhenItsUserHasTheDocumentedRightsThenNeedsNoOthers() throws Exception {
        Matcher rights = Pattern.compile("`(on ~postern:limit:\\* [^`]+)`")
                .matcher(Files.readString(RepositoryRoot.path().resolve("docs/operations.md")));
        assertThat(rights.find()).isTrue();
        assertThat(gateways.redis.ask("ACL SETUSER postern-gateway >right-4711 " + rights.group(1)))
                .isEqualTo("+OK");

        Gateway gateway = gateways.gateway(
                WINDOW,
                DENY,
                RedisGateways.properties(
                        gateways.redis.url(), "postern-gateway", SecretValue.of("right-4711"), null, null));

        assertThat(passed(gateway.limiter(), plan("prx_1", 3), 5)).isEqualTo(3);
        assertThat(gateway.count("postern.limit.redis.failures")).isZero();
        ProxyPlan another = plan("prx_2", 300);
        assertThat(passed(gateway.limiter(), another, 300)).isEqualTo(300);
    }

    @Test
    void contextWhenAUrlIsConfiguredThenTheLimiterIsTheSharedOneAndElseTheLocalOne() {
        ApplicationContextRunner application = new ApplicationContextRunner()
                .withInitializer(
                        context -> ((AnnotationConfigRegistry) context).scan(LimitConfiguration.class.getPackageName()))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new);

        application.run(
                context -> assertThat(context.getBean(RateLimiter.class)).isInstanceOf(LocalRateLimiter.class));
        application
                .withPropertyValues("postern.gateway.limit.redis.url=")
                .run(context -> assertThat(context.getBean(RateLimiter.class))
                        .as("an empty variable")
                        .isInstanceOf(LocalRateLimiter.class));
        application
                .withPropertyValues(
                        "postern.gateway.limit.redis.url=" + gateways.redis.url(),
                        "postern.gateway.limit.redis.timeout=1s")
                .run(context -> {
                    assertThat(passed(context.getBean(RateLimiter.class), plan("prx_1", 3), 5))
                            .isEqualTo(3);
                    assertThat(gateways.redis.ask("LLEN postern:limit:prx_1")).isEqualTo(":3");
                });
    }
}
