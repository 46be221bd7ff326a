package io.postern.admin;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One admin API with sealed secrets on an empty database, shared by the classes that need nothing special of it. */
@SpringBootTest(classes = AdminApiApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class RunningAdminApi {

    static final TestDatabase DATABASE = PostgresFixture.shared().newEmptyDatabase();
    static final String ADMIN_TOKEN = "u-" + "a".repeat(43);

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        properties(registry, DATABASE);
    }

    static void properties(DynamicPropertyRegistry registry, TestDatabase database) {
        registry.add("spring.r2dbc.url", database::r2dbcUrl);
        registry.add("spring.r2dbc.username", () -> TestDatabase.ADMIN_USER);
        registry.add("spring.r2dbc.password", () -> TestDatabase.PASSWORD);
        registry.add("spring.r2dbc.pool.max-size", () -> 8);
        registry.add("spring.r2dbc.pool.initial-size", () -> 1);
        registry.add("spring.flyway.url", database::jdbcUrl);
        registry.add("spring.flyway.user", () -> TestDatabase.OWNER);
        registry.add("spring.flyway.password", () -> TestDatabase.PASSWORD);
        registry.add("postern.admin.bootstrap.user-token", () -> ADMIN_TOKEN);
        registry.add("postern.secrets.store", () -> "sealed");
        registry.add("postern.sealed.keys", () -> "test:" + key('s'));
        registry.add("postern.caller-hash.keys[0].id", () -> "test");
        registry.add("postern.caller-hash.keys[0].key", () -> key('h'));
        registry.add("management.server.port", () -> 0);
    }

    static String key(char fill) {
        return Base64.getEncoder()
                .encodeToString(String.valueOf(fill).repeat(32).getBytes(StandardCharsets.US_ASCII));
    }

    /** The API as the bootstrap user sees it. */
    Api api() {
        return new Api("http://localhost:" + port, ADMIN_TOKEN);
    }

    /** The API as a user of its own sees it. */
    Api newUser() {
        return api().as(TestUsers.create(DATABASE).token());
    }
}
