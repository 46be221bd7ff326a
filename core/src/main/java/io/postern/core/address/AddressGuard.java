package io.postern.core.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Decides which addresses an outbound connection may go to. Pure: the caller resolves a name, asks about <em>every</em>
 * address it got, and connects to one that was asked about.
 *
 * <p>In this order: a port outside 1 to 65,535 and an address with a zone are refused; what the operator's list names is
 * allowed; addresses of special ranges are refused; the rest is the public internet, and allowed. A network's own NAT64
 * prefix can't be told from other public addresses, so a network that has one must filter it itself.
 */
public final class AddressGuard {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final List<AllowedRange> allowed;

    public AddressGuard(List<AllowedRange> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /**
     * Why no connection may go there.
     *
     * @return the reason, as the rest of a sentence that begins with "the address": {@code is private (RFC 1918)}; empty
     *     where the connection may be made
     */
    public Optional<String> refusal(InetAddress address, int port) {
        if (port < 1 || port > 65535) {
            return Optional.of("has no port from 1 to 65535");
        }
        if (address instanceof Inet6Address scoped
                && (scoped.getScopeId() != 0 || scoped.getScopedInterface() != null)) {
            return Optional.of("has a zone (RFC 4007)");
        }
        return refusal(address.getAddress(), port);
    }

    /**
     * Why a URL with this host can never be connected to, as far as its text alone tells: for checks while a
     * configuration is written. A name that must be looked up passes, and is checked when it is connected to.
     *
     * @param host of a URL; an IPv6 address with or without its brackets
     */
    public Optional<String> refusalOfHost(String host, int port) {
        Optional<String> notation = HostLiteral.refusal(host);
        if (notation.isPresent()) {
            return notation;
        }
        if (HostLiteral.isLocalhost(host)) {
            return refusal(LOOPBACK, port);
        }
        return HostLiteral.address(host).flatMap(address -> refusal(address, port));
    }

    private Optional<String> refusal(byte[] address, int port) {
        for (AllowedRange range : allowed) {
            if (range.contains(address, port)) {
                return Optional.empty();
            }
        }
        return SpecialRanges.reason(address).map(reason -> "is " + reason);
    }
}
