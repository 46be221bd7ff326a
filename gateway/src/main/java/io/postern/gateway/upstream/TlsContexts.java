package io.postern.gateway.upstream;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/** One TLS context for each certificate that is shown, and with it its own TLS sessions; shared by all event loops. */
final class TlsContexts {

    private final SslContext bare;
    private final LoadingCache<ShownCertificate, SslContext> byCertificate;

    TlsContexts(TargetTrust trust) {
        bare = trust.context(null);
        byCertificate = Caffeine.newBuilder().maximumSize(1_000).build(shown -> trust.context(shown.certificate()));
    }

    SslContext of(@Nullable ShownCertificate shown) {
        return shown == null ? bare : byCertificate.get(shown);
    }
}
