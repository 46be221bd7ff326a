package io.postern.core.setting.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class UrlSettingsCheckTest {

    private static void check(String setting, String value) {
        UrlSettingsCheck.check(new MockEnvironment().withProperty(setting, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " = ",
            value = {
                "spring.r2dbc.url = r2dbc:postgresql://db.internal:5432/postern",
                "spring.r2dbc.url = r2dbcs:postgresql:failover://db-1,db-2:5433/postern?targetServerType=primary",
                "spring.r2dbc.url = r2dbc:pool:postgresql://me:pass%40word@[::1]:5432/postern?sslMode=verify-full",
                "spring.flyway.url = jdbc:postgresql://db.internal:5432/postern",
                "spring.flyway.url = jdbc:postgresql://db-1,db-2:5433/postern?sslmode=verify-full&sslrootcert=/etc/a%20b.pem",
                "spring.flyway.url = jdbc:postgresql://[::1]/postern?user=me&password=p%40ss",
                "spring.flyway.url = jdbc:postgresql:postern",
                "postern.gateway.limit.redis.url = rediss://redis:6380/1",
                "postern.gateway.limit.redis.url = ''",
                "postern.gateway.trace.endpoint = http://collector:4318/v1/traces",
                "postern.vault.uri = https://vault.internal:8200/base",
                "postern.gateway.public-url = http://localhost:8080",
                "postern.gateway.management-url = http://[::1]:9080",
                "postern.admin.oidc.jwk-set-uri = https://issuer/jwks?x=y",
                "postern.admin.consent.callback-url = https://admin/api/oauth2/callback"
            })
    void checkWhenTheUrlIsOfItsFormThenPasses(String setting, String value) {
        assertThatCode(() -> check(setting, value)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " = ",
            value = {
                "spring.r2dbc.url = r2dbc:postgresql://me:CANARY^@db/postern",
                "spring.r2dbc.url = r2dbc:postgresql://me:CAN@ARY@db/postern",
                "spring.r2dbc.url = r2dbc:postgresql://me:CANARY%@db/postern",
                "spring.r2dbc.url = r2dbc:postgresql://db/me:CANARY@postern",
                "spring.r2dbc.url = r2dbc:postgresql://db:0/postern?password=CANARY",
                "spring.r2dbc.url = r2dbc:postgresql://db/postern?password=CANARY",
                "spring.r2dbc.url = postgresql://me:CANARY@db/postern",
                "spring.r2dbc.url = r2dbc:postgresql://me:CANARY@db-1:5432,db-2:5432/postern",
                "spring.r2dbc.url = r2dbc:pool:postgresql://me:CANARY@db-1,db-2/postern",
                "spring.r2dbc.url = r2dbc:postgresql:failovers://me:CANARY@db-1,db-2/postern",
                "spring.r2dbc.url = CANARY",
                "spring.r2dbc.url = r2dbc:postgresql://me:${CANARY}@db/postern",
                "spring.flyway.url = jdbc:postgresql://me:CANARY@db/postern",
                "spring.flyway.url = jdbc:postgresql://db:x/postern?password=CANARY",
                "spring.flyway.url = jdbc:postgresql://db:65536/postern?password=CANARY",
                "spring.flyway.url = jdbc:postgresql://db/postern/x?password=CANARY",
                "spring.flyway.url = jdbc:postgresql://db/postern?password=CANARY%",
                "spring.flyway.url = jdbc:postgres://db/postern?password=CANARY",
                "spring.datasource.url = jdbc:postgresql://me:CANARY@db/postern",
                "postern.gateway.limit.redis.url = redis://:CANARY@redis:6379",
                "postern.gateway.limit.redis.url = redis://[:CANARY@redis:6379",
                "postern.gateway.limit.redis.url = :CANARY@redis:6379",
                "postern.gateway.limit.redis.url = redis:CANARY@redis:6379",
                "postern.gateway.trace.endpoint = http://me:CANARY^@collector:4318/v1/traces",
                "postern.vault.uri = https://me:CANARY@vault:8200",
                "postern.gateway.public-url = me:CANARY@gateway",
                "postern.gateway.management-url = http://me:CANARY@gateway:9080",
                "postern.admin.oidc.jwk-set-uri = https://me:CANARY @issuer/jwks",
                "postern.admin.consent.callback-url = https://me:CANARY@admin"
            })
    void checkWhenTheUrlIsNotOfItsFormThenNamesTheSettingAndNotTheValue(String setting, String value) {
        assertThatThrownBy(() -> check(setting, value))
                .isInstanceOf(UnusableSettingException.class)
                .hasMessageStartingWith(setting + " must be ")
                .hasNoCause()
                .satisfies(failure -> assertThat(failure.toString()).doesNotContain("CAN", "ARY"));
    }

    @Test
    void checkWhenThereAreSeveralHostsWithoutFailoverThenSaysHowToNameThem() {
        assertThatThrownBy(() -> check("spring.r2dbc.url", "r2dbc:postgresql://db-1:5432,db-2:5432/postern"))
                .isInstanceOf(UnusableSettingException.class)
                .hasMessageContaining(
                        "where there are several hosts, r2dbc:postgresql:failover://host:port,host:port/database");
    }

    /** A new one has to say what it must look like, too. */
    @Test
    void settingsAreAllThatTheDocumentationCallsUrls() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("postern.root"), "docs/configuration.md"));

        assertThat(Pattern.compile("(?m)^\\| `(postern[^`]+)` \\| URL \\|")
                        .matcher(page)
                        .results()
                        .map((MatchResult found) -> found.group(1)))
                .hasSizeGreaterThan(5)
                .isSubsetOf(UrlSettingsCheck.settings());
    }
}
