package io.postern.endtoend;

import io.postern.admin.AdminApiApplication;
import io.postern.admin.credential.SecretSweeper;
import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.GatewayApplication;
import io.postern.gateway.plan.PlanTable;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestAppRole;
import io.postern.testing.TestDatabase;
import io.postern.testing.VaultFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Both applications as they are deployed, on a database of their own and a mount of their own in a real Vault, each with
 * the rights of its role and its policy and no others.
 */
final class PosternServers implements AutoCloseable {

    /** Keys and tokens of the installation itself. */
    record Keys(String userToken, String callerHashKey) {

        static Keys random() {
            byte[] hash = new byte[32];
            byte[] user = new byte[32];
            ThreadLocalRandom.current().nextBytes(hash);
            ThreadLocalRandom.current().nextBytes(user);
            return new Keys(
                    "u-" + Base64.getUrlEncoder().withoutPadding().encodeToString(user),
                    Base64.getEncoder().encodeToString(hash));
        }
    }

    /** Where browsers are sent back to; tests follow it to {@link #adminPort} by hand. */
    static final String CALLBACK = "https://postern.example/api/oauth2/callback";

    /** Under which apps would reach the gateway; tests call {@link #get} instead. */
    static final String PUBLIC_URL = "https://gateway.example/edge/";

    private final TestDatabase database;
    private final Keys keys;
    private final List<ApplicationListener<?>> listeners;
    private final String mount;
    private final TestAppRole adminRole;
    private final String gatewayToken;
    private final SecretsInVault inVault;
    private final VaultTap tap;
    private final RecordingTarget target = new RecordingTarget();
    private final int closedPort = freePort();
    private final ConfigurableApplicationContext gatewayContext;
    private final ConfigurableApplicationContext adminContext;
    private final Admin admin;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    PosternServers(PostgresFixture postgres, VaultFixture vault, Keys keys, ApplicationListener<?>... listeners) {
        this(postgres, vault, keys, Map.of(), listeners);
    }

    /** @param ofGateway further settings of the gateway */
    PosternServers(
            PostgresFixture postgres,
            VaultFixture vault,
            Keys keys,
            Map<String, String> ofGateway,
            ApplicationListener<?>... listeners) {
        this.keys = keys;
        this.listeners = List.of(listeners);
        database = postgres.newDatabase();
        mount = vault.newMount();
        adminRole = vault.newAppRole(
                vault.policy("charts/postern/policies/admin-api.hcl", mount), Duration.ofHours(1), Duration.ofHours(2));
        gatewayToken = vault.newToken(vault.policy("charts/postern/policies/gateway.hcl", mount));
        inVault = new SecretsInVault(vault, mount, gatewayToken);
        tap = new VaultTap(vault.address());
        Map<String, String> gatewayProperties = gatewayProperties();
        gatewayProperties.putAll(ofGateway);
        gatewayContext = run(gatewayProperties, GatewayApplication.class);
        adminContext = run(adminProperties(port(gatewayContext, "management")), AdminApiApplication.class);
        admin = new Admin("http://127.0.0.1:" + port(adminContext, "server"), keys.userToken());
    }

    private ConfigurableApplicationContext run(Map<String, String> properties, Class<?>... application) {
        return new SpringApplicationBuilder(application)
                .registerShutdownHook(false)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(ReactorResourceFactory.class, SharedEventLoops::new))
                .listeners(listeners.toArray(ApplicationListener[]::new))
                .run(arguments(properties));
    }

    static String[] arguments(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }

    /** With which an admin API of this installation starts, in this process or in another. */
    Map<String, String> adminProperties(int gatewayManagementPort) {
        Map<String, String> properties = properties("admin-api", TestDatabase.ADMIN_USER);
        properties.put("spring.flyway.url", database.jdbcUrl());
        properties.put("spring.flyway.user", TestDatabase.OWNER);
        properties.put("spring.flyway.password", TestDatabase.PASSWORD);
        properties.put("postern.admin.bootstrap.user-token", keys.userToken());
        properties.put("postern.gateway.management-url", "http://127.0.0.1:" + gatewayManagementPort);
        properties.put("postern.admin.consent.callback-url", CALLBACK);
        properties.put("postern.vault.authentication", "approle");
        properties.put("postern.vault.app-role.path", adminRole.mount());
        properties.put("postern.vault.app-role.role-id", adminRole.roleId());
        properties.put("postern.vault.app-role.secret-id", adminRole.secretId());
        return properties;
    }

    /** With which a gateway of this installation starts, in this process or in another. */
    Map<String, String> gatewayProperties() {
        Map<String, String> properties = properties(GatewayApplication.CONFIG_NAME, TestDatabase.GATEWAY_USER);
        properties.put("postern.vault.token", gatewayToken);
        return properties;
    }

    private Map<String, String> properties(String name, String databaseUser) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("spring.config.name", name);
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.r2dbc.url", database.r2dbcUrl());
        properties.put("spring.r2dbc.username", databaseUser);
        properties.put("spring.r2dbc.password", TestDatabase.PASSWORD);
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", "0");
        properties.put("management.server.address", "127.0.0.1");
        properties.put("management.server.port", "0");
        properties.put("spring.lifecycle.timeout-per-shutdown-phase", "2s");
        properties.put("postern.secrets.store", "vault");
        properties.put("postern.vault.uri", tap.address().toString());
        properties.put("postern.vault.mount", mount);
        properties.put("postern.gateway.public-url", PUBLIC_URL);
        properties.put("postern.caller-hash.keys[0].id", "k1");
        properties.put("postern.caller-hash.keys[0].key", keys.callerHashKey());
        properties.put("postern.outbound.allow", "127.0.0.1/32:" + target.port() + ",127.0.0.1/32:" + closedPort);
        return properties;
    }

    Admin admin() {
        return admin;
    }

    RecordingTarget target() {
        return target;
    }

    /** Allowed by the address guard; nobody listens there. */
    String closedUrl() {
        return "http://127.0.0.1:" + closedPort;
    }

    SecretsInVault inVault() {
        return inVault;
    }

    VaultTap tap() {
        return tap;
    }

    TestDatabase database() {
        return database;
    }

    String userToken() {
        return keys.userToken();
    }

    TestAppRole adminRole() {
        return adminRole;
    }

    String gatewayToken() {
        return gatewayToken;
    }

    int gatewayPort() {
        return port(gatewayContext, "server");
    }

    /** Of the first connection on; the other one is {@code admin}. */
    int managementPort(boolean ofGateway) {
        return port(ofGateway ? gatewayContext : adminContext, "management");
    }

    int adminPort() {
        return port(adminContext, "server");
    }

    /** Looks through the secret store as the sweeper will, long after everything that was written so far. */
    void sweepAsIfLater() {
        try (ConfigurableApplicationContext later =
                run(adminProperties(managementPort(true)), AdminApiApplication.class, LaterClock.class)) {
            later.getBean(SecretSweeper.class).sweep().block(Duration.ofMinutes(1));
        }
    }

    /** Hours ahead: the sweeper lets alone what is young. */
    @Configuration(proxyBeanMethods = false)
    static class LaterClock {

        @Bean
        @Primary
        Clock laterClock() {
            return Clock.offset(Clock.systemUTC(), Duration.ofHours(3));
        }
    }

    void awaitProxy(String proxyId) {
        awaitPlan(proxyId, plan -> true);
    }

    /** Waits without a call: some tests count those. */
    void awaitPlan(String proxyId, Predicate<ProxyPlan> condition) {
        PlanTable plans = gatewayContext.getBean(PlanTable.class);
        await("the gateway follows the change of " + proxyId, () -> {
            ProxyPlan plan = plans.find(proxyId);
            return plan != null && condition.test(plan);
        });
    }

    static void await(String what, Callable<Boolean> condition) {
        await(what, Duration.ofSeconds(20), condition);
    }

    /** For processes, which start slowly where many do. */
    static void awaitStart(String what, Callable<Boolean> condition) {
        await(what, Duration.ofMinutes(2), condition);
    }

    private static void await(String what, Duration longest, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(longest)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    /** Calls through the gateway. */
    HttpResponse<String> call(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gatewayPort() + path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** A GET with this in {@code Authorization}. */
    HttpResponse<String> get(String proxy, String path, String key) {
        return call("GET", "/api/" + proxy + path, null, "Authorization", key);
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int port(ConfigurableApplicationContext context, String of) {
        return Integer.parseInt(Objects.requireNonNull(context.getEnvironment().getProperty("local." + of + ".port")));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        List<ConfigurableApplicationContext> contexts = new ArrayList<>(List.of(adminContext, gatewayContext));
        contexts.forEach(ConfigurableApplicationContext::close);
        target.close();
        tap.close();
    }

    /**
     * Spring's ends the event loops of the whole process with its context: those of every other installation of this test
     * run, too.
     */
    private static final class SharedEventLoops extends ReactorResourceFactory {

        @Override
        public void stop() {}

        @Override
        public void destroy() {}
    }
}
