package io.postern.gateway.upstream;

import static io.postern.gateway.failure.RefusalCode.ADDRESS_REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import io.postern.core.address.AddressGuard;
import io.postern.core.address.AllowedRange;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where no connection goes. */
class UpstreamAddressIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final AddressGuard STRICT = new AddressGuard(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d",
                "http://[::1]:%d",
                "http://[::ffff:127.0.0.1]:%d",
                "http://localhost:%d",
                "http://0.0.0.0:%d"
            })
    void sendWhenTheAddressIsRefusedThenNoConnectionIsMade(String url) throws Exception {
        try (RawTarget target = RawTarget.answering(OK);
                GatewayFixture gateway =
                        new GatewayFixture(url.formatted(target.port()), STRICT::refusal, resolver(n -> "127.0.0.1"))) {
            assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 502 ");
            Refusal refusal = gateway.nextRefusal();
            assertThat(refusal.code()).isEqualTo(ADDRESS_REFUSED);
            assertThat(refusal.message()).doesNotContain("127.");
            assertThat(target.connections).hasValue(0);
        }
    }

    @Test
    void sendWhenOneOfTheAddressesIsRefusedThenTheCallIsRefused() throws Exception {
        try (RawTarget target = RawTarget.answering(OK);
                GatewayFixture gateway = new GatewayFixture(
                        "http://both.example:" + target.port(),
                        new AddressGuard(List.of(AllowedRange.parse("127.0.0.1/32")))::refusal,
                        resolver(n -> "127.0.0.1,10.0.0.1"))) {
            RawCaller.get(gateway.port(), "/a");
            Refusal refusal = gateway.nextRefusal();
            assertThat(refusal.code()).isEqualTo(ADDRESS_REFUSED);
            assertThat(refusal.detail()).contains("10.0.0.1");
            assertThat(target.connections).hasValue(0);
        }
    }

    @Test
    void sendWhenTheFirstAddressDropsPacketsThenTheNextOneIsTriedInTime() throws Exception {
        try (RawTarget target = RawTarget.answering(OK);
                // Nobody accepts, and there is room for two.
                ServerSocket hole = new ServerSocket(target.port(), 1, InetAddress.getByName("127.0.0.2"));
                Socket first = new Socket(hole.getInetAddress(), hole.getLocalPort());
                Socket second = new Socket(hole.getInetAddress(), hole.getLocalPort());
                GatewayFixture gateway = new GatewayFixture(
                        "http://both.example:" + target.port(),
                        (address, port) -> java.util.Optional.empty(),
                        resolver(n -> "127.0.0.2,127.0.0.1"))) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 200 ");
            assertThat(target.connections).hasValue(1);
        }
    }

    @Test
    void sendWhenTheNameChangesAfterTheCheckThenTheCheckedAddressIsConnectedTo() throws Exception {
        List<InetAddress> checked = new ArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        try (RawTarget target = RawTarget.answering(OK);
                GatewayFixture gateway = new GatewayFixture(
                        "http://rebinding.example:" + target.port(),
                        (address, port) -> {
                            checked.add(address);
                            return java.util.Optional.empty();
                        },
                        resolver(n -> {
                            asked.incrementAndGet();
                            return n == 0 ? "127.0.0.1" : "127.0.0.9";
                        }))) {
            assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 200 ");
            assertThat(asked).as("looked up once, for the check").hasValue(1);
            assertThat(checked).containsExactly(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        }
    }

    @Test
    void sendWhenTheNameTurnsPrivateThenNewConnectionsAreRefused() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
                });
                GatewayFixture gateway = new GatewayFixture(
                        "http://rebinding.example:" + target.port(),
                        new AddressGuard(List.of(AllowedRange.parse("127.0.0.1/32")))::refusal,
                        resolver(n -> n == 0 ? "127.0.0.1" : "127.0.0.2"))) {
            assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 200 ");
            assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 502 ");
            assertThat(target.connections).hasValue(1);
        }
    }

    @Test
    void fetchWhenTheAddressIsRefusedThenItFailsLikeACall() throws Exception {
        try (RawTarget target = RawTarget.answering(OK);
                GuardedHttpClients clients = new GuardedHttpClients(GatewayFixture.properties(), STRICT::refusal)) {
            GuardedFetch fetch = new HttpGuardedFetch(clients, GatewayFixture.properties());
            assertThatThrownBy(
                            () -> fetch.get(URI.create(target.url() + "/jwks")).block())
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> assertThat(refused.refusal().code()).isEqualTo(ADDRESS_REFUSED));
            assertThat(target.connections).hasValue(0);
        }
    }

    @Test
    void fetchWhenAllowedThenTheBodyComes() throws Exception {
        try (RawTarget target = RawTarget.answering(OK);
                GuardedHttpClients clients = new GuardedHttpClients(
                        GatewayFixture.properties(), (address, port) -> java.util.Optional.empty())) {
            GuardedFetch fetch = new HttpGuardedFetch(clients, GatewayFixture.properties());
            assertThat(fetch.get(URI.create(target.url() + "/jwks?a=%20b")).block())
                    .isEqualTo(new byte[] {'o', 'k'});
            assertThat(target.nextHead())
                    .startsWith("GET /jwks?a=%20b HTTP/1.1\r\n")
                    .containsIgnoringCase("host: 127.0.0.1:" + target.port() + "\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n"
            })
    void fetchWhenAnswerIsNotThatThenItFails(String answer) throws Exception {
        UpstreamProperties properties = GatewayFixture.properties("fetch.max-size=1KB", "fetch.timeout=5s");
        try (RawTarget target = RawTarget.answering(answer + (answer.contains("2000") ? "x".repeat(2000) : ""));
                GuardedHttpClients clients =
                        new GuardedHttpClients(properties, (address, port) -> java.util.Optional.empty())) {
            GuardedFetch fetch = new HttpGuardedFetch(clients, properties);
            assertThatThrownBy(
                            () -> fetch.get(URI.create(target.url() + "/jwks")).block())
                    .isInstanceOf(RefusedException.class);
            assertThat(target.heads).hasSize(1);
        }
    }

    /** Answers the n-th question with these addresses. */
    private static AddressResolverGroup<InetSocketAddress> resolver(IntFunction<String> answers) {
        AtomicInteger questions = new AtomicInteger();
        return new AddressResolverGroup<>() {
            @Override
            protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
                return new InetSocketAddressResolver(executor, new InetNameResolver(executor) {
                    @Override
                    protected void doResolve(String host, Promise<InetAddress> promise) {
                        promise.setFailure(new UnsupportedOperationException("every address is asked for"));
                    }

                    @Override
                    protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
                        List<InetAddress> addresses = new ArrayList<>();
                        try {
                            if (host.indexOf(':') >= 0 || Character.isDigit(host.charAt(0))) {
                                addresses.add(InetAddress.getByAddress(host, literal(host)));
                            } else {
                                for (String one : answers.apply(questions.getAndIncrement())
                                        .split(",", -1)) {
                                    addresses.add(InetAddress.getByAddress(host, literal(one)));
                                }
                            }
                            promise.setSuccess(addresses);
                        } catch (UnknownHostException e) {
                            promise.setFailure(e);
                        }
                    }
                });
            }
        };
    }

    private static byte[] literal(String address) {
        return java.util.Objects.requireNonNull(io.netty.util.NetUtil.createByteArrayFromIpAddressString(address));
    }
}
