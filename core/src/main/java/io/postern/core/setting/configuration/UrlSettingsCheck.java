package io.postern.core.setting.configuration;

import io.r2dbc.spi.ConnectionFactoryOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Looks at every setting that is a URL before anybody else does. Drivers, clients and Spring quote a URL that they can't read in
 * messages and logs of their own, with the password that somebody wrote into it; so none of them gets to see one.
 */
final class UrlSettingsCheck implements EnvironmentPostProcessor, Ordered {

    private static final String PORT =
            "(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?";

    private static final String HOST = "(?:\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]*)" + PORT;

    // A password with an @ of its own would end in the host's name, and that in "unknown host".
    private static final String HOSTS = HOST + "(?:," + HOST + ")*";

    private static final String DRIVER = "r2dbcs?:[a-z0-9]+(?::[a-z0-9]+)?";

    // The driver takes several hosts without the word failover for the name of one.
    private static final Pattern R2DBC = Pattern.compile("(?:" + DRIVER + "://(?:[^/?#@]*@)?" + HOST + "|" + DRIVER
            + "(?<=:failover)://(?:[^/?#@]*@)?" + HOSTS + ")(?:/[^?#@]*)?(?:\\?.*)?");

    private static final Pattern JDBC =
            Pattern.compile("jdbc:postgresql:(?://" + HOSTS + "(?:/[^/?#@]*)?|[^/?#@:]*)(?:\\?.*)?");

    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private static final Form HTTP = new Form(
            "http://host:port/path or https://host:port/path, without user and password",
            url -> isPlain(url, Set.of("http", "https")));

    private static final Form FLYWAY = new Form(
            "jdbc:postgresql://host:port/database, with user and password in settings of their own",
            url -> JDBC.matcher(url).matches() && !BROKEN_ESCAPE.matcher(url).find());

    private static final Map<String, Form> FORMS = Map.of(
            "spring.r2dbc.url",
            new Form(
                    "r2dbc:postgresql://host:port/database or, where there are several hosts,"
                            + " r2dbc:postgresql:failover://host:port,host:port/database, with user and password in"
                            + " settings of their own",
                    UrlSettingsCheck::isR2dbc),
            "spring.flyway.url",
            FLYWAY,
            "spring.datasource.url",
            FLYWAY,
            "postern.gateway.limit.redis.url",
            new Form(
                    "redis://host:port/database or rediss://host:port/database, without user and password, which have"
                            + " settings of their own",
                    url -> isPlain(url, Set.of("redis", "rediss"))),
            "postern.gateway.trace.endpoint",
            HTTP,
            "postern.gateway.management-url",
            HTTP,
            "postern.gateway.public-url",
            HTTP,
            "postern.vault.uri",
            HTTP,
            "postern.admin.oidc.jwk-set-uri",
            HTTP,
            "postern.admin.consent.callback-url",
            HTTP);

    /** @param wanted what the setting must be, to end a sentence with */
    private record Form(String wanted, Predicate<String> holds) {}

    /** Those that are looked at. */
    static Set<String> settings() {
        return FORMS.keySet();
    }

    /** After the files of settings were read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        check(environment);
    }

    static void check(ConfigurableEnvironment environment) {
        FORMS.forEach((setting, form) -> {
            String url = value(environment, setting);
            if (url != null && !isLeftOut(setting, url) && !form.holds().test(url)) {
                throw new UnusableSettingException(setting, form.wanted());
            }
        });
    }

    /** An empty one is as none. There is no program without this one, though, and what its driver says names no setting. */
    private static boolean isLeftOut(String setting, String url) {
        return url.isEmpty() && !setting.equals("spring.r2dbc.url");
    }

    private static @Nullable String value(ConfigurableEnvironment environment, String setting) {
        try {
            return environment.getProperty(setting);
        } catch (IllegalArgumentException unresolved) {
            // Its message quotes the value in which the placeholder stands.
            throw new UnusableSettingException(setting, "without placeholders for settings that are not there");
        }
    }

    private static boolean isR2dbc(String url) {
        if (!R2DBC.matcher(url).matches()) {
            return false;
        }
        try {
            return Objects.nonNull(ConnectionFactoryOptions.parse(url));
        } catch (IllegalArgumentException quotesIt) {
            return false;
        }
    }

    private static boolean isPlain(String url, Set<String> schemes) {
        try {
            URI uri = new URI(url);
            String authority = uri.getRawAuthority();
            return uri.getScheme() != null
                    && schemes.contains(uri.getScheme())
                    && authority != null
                    && authority.indexOf('@') < 0;
        } catch (URISyntaxException quotesIt) {
            return false;
        }
    }
}
