package io.postern.gateway.limit.redis;

import io.postern.core.secret.SecretValue;
import io.postern.gateway.limit.WhenAway;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Redis in which gateways count calls together: 5 or newer, one server, of its own address.
 *
 * @param url {@code redis://host:port/database}, or {@code rediss://} for TLS, without user and password; without it
 *     each gateway counts alone
 * @param username none: Redis's {@code default}
 * @param password either this or the file, or neither
 * @param passwordFile read at each connection, so that an agent may replace what is in it
 * @param caFile PEM certificates that the server's is checked against; none: the Java runtime's
 * @param timeout how long a call waits for Redis's answer. Keep it below {@code postern.gateway.limit.guard}: calls
 *     that waited reach the target so much later than they were counted
 * @param connectTimeout how long a connection may take
 * @param keyPrefix what keys begin with: 1 to 64 printable characters
 * @param whenAway {@code local}: each gateway counts alone; {@code deny}: calls with a limit are 503 {@code
 *     limit_unavailable}
 * @param gateways among how many gateways a limit is divided while each counts alone
 */
@Validated
@ConfigurationProperties("postern.gateway.limit.redis")
public record RedisLimitProperties(
        @Nullable URI url,
        @Nullable String username,
        @Nullable SecretValue password,
        @Nullable Path passwordFile,
        @Nullable Path caFile,

        @DefaultValue("100ms") @NotNull @DurationMin(millis = 5) @DurationMax(seconds = 5)
        Duration timeout,

        @DefaultValue("2s") @NotNull @DurationMin(millis = 10) @DurationMax(seconds = 30)
        Duration connectTimeout,

        @DefaultValue("postern:limit:")
        @NotNull @Pattern(regexp = "[!-~]{1,64}", message = "must be 1 to 64 printable characters") String keyPrefix,

        @DefaultValue("local") @NotNull WhenAway whenAway,
        @DefaultValue("1") @Min(1) @Max(1_000) int gateways) {

    private static final String NAME = "postern.gateway.limit.redis.";

    public RedisLimitProperties {
        if (url != null) {
            check(url);
        }
        if (password != null && passwordFile != null) {
            throw new IllegalArgumentException("give one of " + NAME + "password and " + NAME + "password-file");
        }
        if (username != null && password == null && passwordFile == null) {
            throw new IllegalArgumentException(NAME + "username needs a password");
        }
    }

    private static void check(URI url) {
        if (!"redis".equals(url.getScheme()) && !"rediss".equals(url.getScheme())) {
            throw new IllegalArgumentException(NAME + "url must begin with redis:// or rediss://");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    NAME + "url must be without user and password, which have settings of their own");
        }
        String path = url.getRawPath();
        if (url.getHost() == null
                || url.getRawQuery() != null
                || url.getRawFragment() != null
                || !(path == null || path.matches("/?[0-9]{0,4}"))) {
            throw new IllegalArgumentException(NAME + "url must be redis://host:port/database");
        }
    }

    boolean tls() {
        return url != null && "rediss".equals(url.getScheme());
    }

    int database() {
        String digits =
                url == null || url.getRawPath() == null ? "" : url.getRawPath().replace("/", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
