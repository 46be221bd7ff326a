package io.postern.admin.proxy;

import io.postern.core.setting.configuration.PublicUrlProperties;
import java.util.Objects;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Where the world finds a proxy: {@code postern.gateway.public-url} and the proxy's id. */
@Component
@EnableConfigurationProperties(PublicUrlProperties.class)
class ProxyUrls {

    private static final String ON_THIS_MACHINE = "http://localhost:8080";

    private final String base;

    ProxyUrls(PublicUrlProperties publicUrl) {
        this.base = Objects.requireNonNullElse(publicUrl.base(), ON_THIS_MACHINE);
    }

    String of(String proxyId) {
        return base + "/api/" + proxyId;
    }
}
