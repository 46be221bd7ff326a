package io.postern.core.address;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ranges that are no public hosts: IANA's special-purpose registries for IPv4 and IPv6 (RFC 6890 and its updates),
 * the addresses at which clouds serve credentials to their machines, and every form of IPv6 that carries an IPv4 address,
 * because what such an address reaches depends on routers that nobody here knows. The first range that fits gives the reason.
 */
final class SpecialRanges {

    private record Special(AddressRange range, String reason) {}

    private static final List<Special> IPV4 = table(
            "0.0.0.0/32", "the unspecified address",
            "255.255.255.255/32", "the broadcast address",
            "169.254.169.254/32", "a cloud's metadata service",
            "169.254.170.2/32", "a cloud's metadata service",
            "169.254.170.23/32", "a cloud's metadata service",
            "100.100.100.200/32", "a cloud's metadata service",
            "192.0.0.192/32", "a cloud's metadata service",
            "168.63.129.16/32", "a cloud's metadata service",
            "0.0.0.0/8", "\"this network\" (RFC 791)",
            "10.0.0.0/8", "private (RFC 1918)",
            "172.16.0.0/12", "private (RFC 1918)",
            "192.168.0.0/16", "private (RFC 1918)",
            "100.64.0.0/10", "shared by a carrier's customers (RFC 6598)",
            "127.0.0.0/8", "loopback",
            "169.254.0.0/16", "link-local (RFC 3927)",
            "192.0.0.0/24", "for protocol assignments (RFC 6890)",
            "192.0.2.0/24", "for documentation (RFC 5737)",
            "198.51.100.0/24", "for documentation (RFC 5737)",
            "203.0.113.0/24", "for documentation (RFC 5737)",
            "192.31.196.0/24", "for protocol assignments (RFC 7535)",
            "192.52.193.0/24", "for protocol assignments (RFC 7450)",
            "192.175.48.0/24", "for protocol assignments (RFC 7534)",
            "192.88.99.0/24", "a 6to4 relay (RFC 7526)",
            "198.18.0.0/15", "for benchmarks (RFC 2544)",
            "224.0.0.0/4", "multicast",
            "240.0.0.0/4", "reserved (RFC 1112)");

    private static final AddressRange GLOBAL_UNICAST = AddressRange.parse("2000::/3");

    // ::ffff:0:0/96 can't be written as a range: Java reads it as IPv4.
    private static final List<Special> IPV6 = table(
            "::/128", "the unspecified address",
            "::1/128", "loopback",
            "fd00:ec2::254/128", "a cloud's metadata service",
            "fd20:ce::254/128", "a cloud's metadata service",
            "::/96", "IPv4-compatible (RFC 4291)",
            "64:ff9b::/96", "an IPv4 address behind NAT64 (RFC 6052)",
            "64:ff9b:1::/48", "an IPv4 address behind NAT64 (RFC 8215)",
            "100::/63", "for discarded packets (RFC 6666)",
            "2001::/32", "Teredo (RFC 4380)",
            "2001:2::/48", "for benchmarks (RFC 5180)",
            "2001:10::/28", "ORCHID (RFC 4843)",
            "2001:20::/28", "ORCHID (RFC 7343)",
            "2001::/23", "for protocol assignments (RFC 2928)",
            "2001:db8::/32", "for documentation (RFC 3849)",
            "2002::/16", "6to4 (RFC 3056)",
            "2620:4f:8000::/48", "for protocol assignments (RFC 7534)",
            "3fff::/20", "for documentation (RFC 9637)",
            "5f00::/16", "for segment routing (RFC 9602)",
            "fc00::/7", "unique-local (RFC 4193)",
            "fe80::/10", "link-local (RFC 4291)",
            "fec0::/10", "site-local (RFC 3879)",
            "ff00::/8", "multicast");

    private SpecialRanges() {}

    /** What kind of address it is, where it is no public host's. */
    static Optional<String> reason(byte[] address) {
        if (address.length == 4) {
            return first(IPV4, address);
        }
        if (isMapped(address)) {
            return Optional.of("IPv4-mapped (RFC 4291)");
        }
        Optional<String> special = first(IPV6, address);
        if (special.isPresent()) {
            return special;
        }
        if (isIsatap(address)) {
            return Optional.of("ISATAP (RFC 5214)");
        }
        return GLOBAL_UNICAST.contains(address) ? Optional.empty() : Optional.of("not global unicast (RFC 4291)");
    }

    private static Optional<String> first(List<Special> table, byte[] address) {
        for (Special special : table) {
            if (special.range().contains(address)) {
                return Optional.of(special.reason());
            }
        }
        return Optional.empty();
    }

    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == (byte) 0xFF && address[11] == (byte) 0xFF;
    }

    /** The interface identifier 0000:5efe or 0200:5efe before an IPv4 address, under any prefix. */
    private static boolean isIsatap(byte[] address) {
        return (address[8] & 0xFD) == 0 && address[9] == 0 && address[10] == 0x5E && address[11] == (byte) 0xFE;
    }

    private static List<Special> table(String... rangesAndReasons) {
        Map<String, String> rows = new LinkedHashMap<>();
        for (int i = 0; i < rangesAndReasons.length; i += 2) {
            rows.put(rangesAndReasons[i], rangesAndReasons[i + 1]);
        }
        return rows.entrySet().stream()
                .map(row -> new Special(AddressRange.parse(row.getKey()), row.getValue()))
                .toList();
    }
}
