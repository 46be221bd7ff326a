package io.postern.quickstart;

import io.postern.admin.AdminApiApplication;
import io.postern.gateway.GatewayApplication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The two applications, each in a context of its own that knows nothing of the other. */
final class Applications implements AutoCloseable {

    static final String ADMIN = "admin-api";
    static final String GATEWAY = GatewayApplication.CONFIG_NAME;

    private final Setting setting;
    private final List<ConfigurableApplicationContext> contexts = new CopyOnWriteArrayList<>();

    Applications(Setting setting) {
        this.setting = setting;
    }

    /**
     * What both need to know.
     *
     * @param allowed outbound addresses
     */
    record Setting(
            Database database,
            SecretStoreChoice store,
            Ports admin,
            Ports gateway,
            List<String> allowed,
            DataDirectory directory) {

        Setting {
            allowed = List.copyOf(allowed);
        }
    }

    /** Starts the gateway; until PostgreSQL is there it waits, and serves nothing. */
    void startGateway() {
        contexts.add(run(GatewayApplication.class, gatewayProperties()));
    }

    /** Starts the admin API, which brings the schema up to date: PostgreSQL must be there. */
    void startAdmin() {
        contexts.add(run(AdminApiApplication.class, adminProperties()));
    }

    /** Both stop taking calls, and end those they have. */
    @Override
    public void close() {
        contexts.forEach(ConfigurableApplicationContext::close);
    }

    private static ConfigurableApplicationContext run(Class<?> application, Map<String, String> properties) {
        // As arguments they come before the environment, in which a variable would speak to both.
        String[] arguments = properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        return new SpringApplicationBuilder(application)
                .registerShutdownHook(false)
                .run(arguments);
    }

    private Map<String, String> adminProperties() {
        Map<String, String> properties =
                properties(ADMIN, setting.admin(), setting.database().admin());
        Database.Login owner = setting.database().owner();
        properties.put("spring.flyway.url", setting.database().jdbcUrl());
        properties.put("spring.flyway.user", owner.user());
        properties.put("spring.flyway.password", owner.password());
        properties.put(
                "postern.admin.bootstrap.user-token-file",
                setting.directory().resolve("user.token").toString());
        properties.put("postern.outbound.allow", String.join(",", setting.allowed()));
        properties.put("postern.gateway.public-url", setting.gateway().url());
        properties.put(
                "postern.gateway.management-url",
                "http://127.0.0.1:" + setting.gateway().management());
        return properties;
    }

    private Map<String, String> gatewayProperties() {
        Map<String, String> properties =
                properties(GATEWAY, setting.gateway(), setting.database().gateway());
        properties.put("postern.gateway.public-url", setting.gateway().url());
        properties.put("postern.gateway.upstream.allowed-addresses", String.join(",", setting.allowed()));
        return properties;
    }

    private Map<String, String> properties(String name, Ports ports, Database.Login login) {
        Map<String, String> properties = new LinkedHashMap<>(setting.store().properties());
        properties.put("spring.config.name", name);
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.r2dbc.url", setting.database().r2dbcUrl());
        properties.put("spring.r2dbc.username", login.user());
        properties.put("spring.r2dbc.password", login.password());
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", Integer.toString(ports.api()));
        properties.put("management.server.address", "127.0.0.1");
        properties.put("management.server.port", Integer.toString(ports.management()));
        properties.put("spring.lifecycle.timeout-per-shutdown-phase", "5s");
        // Nobody balances: who asks for the end is not kept waiting.
        properties.put("postern.gateway.shutdown.drain", "0s");
        properties.put("postern.gateway.shutdown.timeout", "2s");
        properties.put("postern.admin.shutdown.drain", "0s");
        properties.put("postern.secrets.store", setting.store().name());
        properties.put("postern.caller-hash.keys[0].id", "quickstart");
        properties.put(
                "postern.caller-hash.keys[0].key-file",
                setting.directory().resolve("caller-hash.key").toString());
        return properties;
    }
}
