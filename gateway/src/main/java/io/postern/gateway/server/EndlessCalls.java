package io.postern.gateway.server;

import io.postern.core.plan.ProxyPlan;
import java.time.Duration;
import java.util.function.BiPredicate;

/** The event streams and WebSockets that callers have open. */
public final class EndlessCalls {

    private final GracefulStop servers;

    EndlessCalls(GracefulStop servers) {
        this.servers = servers;
    }

    /**
     * Ends those whose plan does not stand any more: event streams after the event that they are at, WebSockets with the code 1001 to
     * both ends. Returns before they have ended; asks on their event loops.
     *
     * @param stands whether a call that began under this plan, so long ago, may go on
     */
    public void endUnless(BiPredicate<ProxyPlan, Duration> stands) {
        servers.endUnless(stands);
    }
}
