package io.postern.core.setting.configuration;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where apps reach the gateways.
 *
 * @param publicUrl what apps call, without {@code /api/…}: {@code proxyUrl} and links of targets to themselves begin with it;
 *     none: {@code proxyUrl} begins with {@code http://localhost:8080}, and links stay as they are
 */
@ConfigurationProperties("postern.gateway")
public record PublicUrlProperties(@Nullable URI publicUrl) {

    /** The URL without a slash at its end; null where there is none. */
    public @Nullable String base() {
        if (publicUrl == null) {
            return null;
        }
        String text = publicUrl.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
