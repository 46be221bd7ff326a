package io.postern.admin.proxy;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Where the world finds a proxy: {@code postern.gateway.public-url} and the proxy's id. */
@Component
class ProxyUrls {

    private final String base;

    ProxyUrls(@Value("${postern.gateway.public-url:http://localhost:8080}") String publicUrl) {
        this.base = publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
    }

    String of(String proxyId) {
        return base + "/api/" + proxyId;
    }
}
