package io.postern.gateway.upstream;

import io.netty.resolver.DefaultAddressResolverGroup;
import java.util.Optional;

/** Connections to this machine, for tests of other packages. */
public final class TestUpstream {

    private TestUpstream() {}

    /**
     * Clients that go to any address.
     *
     * @param settings {@code name=value}, below {@code postern.gateway.upstream}
     */
    public static GuardedHttpClients clients(String... settings) {
        return new GuardedHttpClients(
                GatewayFixture.properties(settings),
                (address, port) -> Optional.empty(),
                DefaultAddressResolverGroup.INSTANCE);
    }
}
