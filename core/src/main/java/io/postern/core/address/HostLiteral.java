package io.postern.core.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells from the text of a URL's host, without a look-up, whether it is an address. Resolvers read IPv4 addresses in
 * more notations than one ({@code 2130706433}, {@code 0x7f.1}, {@code 0177.0.0.1}), and not all of them agree, so only
 * four decimal numbers count as an address here and everything else that looks like a number is refused.
 */
public final class HostLiteral {

    private static final Pattern DOTTED_QUAD =
            Pattern.compile("((0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])(\\.(?!$)|$)){4}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    // The rule of the WHATWG URL standard's "ends in a number": the last label decides.
    private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0[xX][0-9A-Fa-f]*");

    private HostLiteral() {}

    /**
     * Why a host must not be used as it is written, whatever it resolves to.
     *
     * @param host of a URL; an IPv6 address with or without its brackets
     * @return the reason, as the rest of a sentence; empty where the host is a plain name or a plain address
     */
    public static Optional<String> refusal(String host) {
        String bare = withoutBrackets(host);
        if (bare.indexOf('%') >= 0) {
            return Optional.of("must have no zone and no percent sign in its host");
        }
        if (bare.endsWith(".")) {
            return Optional.of("must have no dot at the end of its host");
        }
        if (bare.indexOf(':') >= 0) {
            return address(bare).isPresent() ? Optional.empty() : Optional.of("must have a valid IPv6 address");
        }
        String lastLabel = bare.substring(bare.lastIndexOf('.') + 1);
        if (NUMERIC_LABEL.matcher(lastLabel).matches()
                && !DOTTED_QUAD.matcher(bare).matches()) {
            return Optional.of("must have its IPv4 address as four decimal numbers without leading zeros");
        }
        return Optional.empty();
    }

    /** The address that the host is in plain notation; empty for a name. IPv4-mapped IPv6 comes as its IPv4 address. */
    public static Optional<InetAddress> address(String host) {
        String bare = withoutBrackets(host);
        boolean literal = bare.indexOf(':') >= 0
                ? IPV6_CHARACTERS.matcher(bare).matches() && hasPlainEnd(bare)
                : DOTTED_QUAD.matcher(bare).matches();
        if (!literal) {
            return Optional.empty();
        }
        try {
            // Characters of an address only, so that this never asks a name server.
            return Optional.of(InetAddress.getByName(bare));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The IPv4 address at the end of an IPv6 address, where there is one, is read in as many ways as one alone. */
    private static boolean hasPlainEnd(String address) {
        return address.indexOf('.') < 0
                || DOTTED_QUAD
                        .matcher(address.substring(address.lastIndexOf(':') + 1))
                        .matches();
    }

    /** Whether the name always means the machine itself (RFC 6761, section 6.3). */
    static boolean isLocalhost(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return bare.equals("localhost") || bare.endsWith(".localhost");
    }

    static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("neither 4 nor 16 bytes", e);
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
