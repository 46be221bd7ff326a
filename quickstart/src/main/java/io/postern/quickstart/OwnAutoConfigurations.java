package io.postern.quickstart;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Here both applications see the libraries of both. This keeps from each what the other's would configure in it, such as
 * a login in front of the gateway: each gets what it would have alone.
 */
final class OwnAutoConfigurations implements AutoConfigurationImportFilter, EnvironmentAware {

    private static final Map<String, List<String>> OTHERS = Map.of(
            Applications.GATEWAY,
            List.of(
                    "org.springframework.boot.data.",
                    "org.springframework.boot.security.",
                    "org.springframework.boot.flyway.",
                    "org.springframework.boot.jdbc.",
                    "org.springdoc."),
            Applications.ADMIN,
            List.of("org.springframework.cloud.gateway."));

    private List<String> others = List.of();

    @Override
    public void setEnvironment(Environment environment) {
        others = OTHERS.getOrDefault(environment.getProperty("spring.config.name", ""), List.of());
    }

    @Override
    public boolean[] match(@Nullable String[] candidates, AutoConfigurationMetadata metadata) {
        boolean[] own = new boolean[candidates.length];
        for (int i = 0; i < candidates.length; i++) {
            String candidate = candidates[i];
            own[i] = candidate != null && others.stream().noneMatch(candidate::startsWith);
        }
        return own;
    }
}
