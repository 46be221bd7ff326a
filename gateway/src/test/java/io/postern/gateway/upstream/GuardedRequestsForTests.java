package io.postern.gateway.upstream;

/** The way out of the gateway, for tests of other packages. */
public final class GuardedRequestsForTests {

    private GuardedRequestsForTests() {}

    public static GuardedRequests of(AddressCheck check) {
        return new GuardedRequests(new GuardedHttpClients(GatewayFixture.properties(), check));
    }
}
