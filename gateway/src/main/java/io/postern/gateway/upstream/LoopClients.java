package io.postern.gateway.upstream;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop: those that show no certificate, and a pool for each certificate that is shown. After a
 * rotation the old one's pool gets no more calls: its connections close once idle, and it goes with them.
 */
final class LoopClients {

    private static final int CERTIFICATES_KEPT = 1_000;

    /** Longer than the longest call may wait between two tries: no pool is closed under a call that will need it. */
    private static final Duration UNUSED_KEPT = Duration.ofMinutes(20);

    private final PooledClients bare;
    private final LoadingCache<ShownCertificate, PooledClients> byCertificate;

    /** @param make a pool for a certificate, or for none */
    LoopClients(Function<@Nullable ShownCertificate, PooledClients> make) {
        bare = make.apply(null);
        byCertificate = Caffeine.newBuilder()
                .maximumSize(CERTIFICATES_KEPT)
                .expireAfterAccess(UNUSED_KEPT)
                .scheduler(Scheduler.systemScheduler())
                .<ShownCertificate, PooledClients>removalListener((shown, clients, cause) -> {
                    if (clients != null) {
                        clients.close();
                    }
                })
                .build(make::apply);
    }

    PooledClients with(@Nullable ShownCertificate shown) {
        return shown == null ? bare : byCertificate.get(shown);
    }

    void close() {
        bare.close();
        byCertificate.asMap().values().forEach(PooledClients::close);
    }
}
