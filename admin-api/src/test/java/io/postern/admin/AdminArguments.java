package io.postern.admin;

import io.postern.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What an admin API is started with where the owner's login stays with whoever migrates. */
public final class AdminArguments {

    private AdminArguments() {}

    /** Settings on a database, with sealed secrets; others, {@code --name=value} each, in their place or beside them. */
    public static String[] of(TestDatabase database, String... more) {
        String key = Base64.getEncoder().encodeToString("k".repeat(32).getBytes(StandardCharsets.US_ASCII));
        Map<String, String> arguments = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(
                                "--server.port=0",
                                "--management.server.port=0",
                                "--spring.flyway.enabled=false",
                                "--spring.r2dbc.url=" + database.r2dbcUrl(),
                                "--spring.r2dbc.username=" + TestDatabase.ADMIN_USER,
                                "--spring.r2dbc.password=" + TestDatabase.PASSWORD,
                                "--spring.r2dbc.pool.initial-size=1",
                                "--postern.secrets.store=sealed",
                                "--postern.sealed.keys=k:" + key,
                                "--postern.caller-hash.keys[0].id=k",
                                "--postern.caller-hash.keys[0].key=" + key),
                        Stream.of(more))
                .forEach(argument -> arguments.put(argument.substring(0, argument.indexOf('=')), argument));
        return arguments.values().toArray(String[]::new);
    }
}
