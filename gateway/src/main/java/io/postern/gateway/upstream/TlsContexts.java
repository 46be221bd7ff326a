package io.postern.gateway.upstream;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One TLS context for each certificate that is shown, and with it its own TLS sessions and its own connections; shared by all
 * event loops.
 */
final class TlsContexts {

    private static final Duration UNUSED_KEPT = Duration.ofMinutes(20);

    private final SslContext bare;
    private final LoadingCache<ShownCertificate, SslContext> byCertificate;

    TlsContexts(TargetTrust trust) {
        bare = trust.context(null);
        byCertificate = Caffeine.newBuilder()
                .maximumSize(1_000)
                .expireAfterAccess(UNUSED_KEPT)
                .build(shown -> trust.context(shown.certificate()));
    }

    SslContext of(@Nullable ShownCertificate shown) {
        return shown == null ? bare : byCertificate.get(shown);
    }

    /** Those that were shown lately. */
    Set<ShownCertificate> certificates() {
        return byCertificate.asMap().keySet();
    }
}
