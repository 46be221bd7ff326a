package io.postern.gateway.upstream;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names, and fails where any one of a name's addresses is refused. The client connects to the very addresses that
 * come out of here and asks no resolver again, so that a name can't change between the check and the connection. An
 * address in place of a name is checked too: to this resolver nothing is resolved yet.
 *
 * <p>A resolver and not Reactor Netty's address selector, because a selector that throws leaves its unconnected socket open.
 */
final class CheckedAddresses extends AddressResolverGroup<InetSocketAddress> {

    private final AddressResolverGroup<InetSocketAddress> names;
    private final AddressCheck check;

    CheckedAddresses(AddressResolverGroup<InetSocketAddress> names, AddressCheck check) {
        this.names = names;
        this.check = check;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new CheckingResolver(executor, names.getResolver(executor));
    }

    @Override
    public void close() {
        super.close();
        names.close();
    }

    private final class CheckingResolver extends AbstractAddressResolver<InetSocketAddress> {

        private final AddressResolver<InetSocketAddress> resolver;

        CheckingResolver(EventExecutor executor, AddressResolver<InetSocketAddress> resolver) {
            super(executor, InetSocketAddress.class);
            this.resolver = resolver;
        }

        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return false;
        }

        @Override
        protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
            Promise<List<InetSocketAddress>> all = executor().newPromise();
            all.addListener((FutureListener<List<InetSocketAddress>>) future -> {
                if (future.isSuccess()) {
                    promise.trySuccess(future.getNow().get(0));
                } else {
                    promise.tryFailure(future.cause());
                }
            });
            doResolveAll(address, all);
        }

        @Override
        protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
            if (!address.isUnresolved()) {
                settle(List.of(address), promise);
                return;
            }
            resolver.resolveAll(address).addListener((FutureListener<List<InetSocketAddress>>) future -> {
                if (future.isSuccess()) {
                    settle(future.getNow(), promise);
                } else {
                    promise.tryFailure(future.cause());
                }
            });
        }

        private void settle(List<InetSocketAddress> addresses, Promise<List<InetSocketAddress>> promise) {
            AddressRefusedException refused = refused(addresses);
            if (refused == null) {
                promise.trySuccess(List.copyOf(addresses));
            } else {
                promise.tryFailure(refused);
            }
        }

        private @Nullable AddressRefusedException refused(List<InetSocketAddress> addresses) {
            for (InetSocketAddress address : addresses) {
                Optional<String> reason = check.refusal(address.getAddress(), address.getPort());
                if (reason.isPresent()) {
                    return new AddressRefusedException(address.getAddress(), address.getPort(), reason.get());
                }
            }
            return null;
        }

        @Override
        public void close() {
            resolver.close();
        }
    }
}
