package io.postern.core.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private static final AddressGuard GUARD = new AddressGuard(List.of());

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            0.0.0.0                  | the unspecified address
            0.1.2.3                  | "this network" (RFC 791)
            10.0.0.0                 | private (RFC 1918)
            10.255.255.255           | private (RFC 1918)
            172.16.0.1               | private (RFC 1918)
            172.31.255.255           | private (RFC 1918)
            192.168.1.1              | private (RFC 1918)
            100.64.0.1               | shared by a carrier's customers (RFC 6598)
            100.127.255.255          | shared by a carrier's customers (RFC 6598)
            100.100.100.200          | a cloud's metadata service
            127.0.0.1                | loopback
            127.255.255.254          | loopback
            169.254.169.254          | a cloud's metadata service
            169.254.170.2            | a cloud's metadata service
            168.63.129.16            | a cloud's metadata service
            169.254.1.1              | link-local (RFC 3927)
            192.0.0.1                | for protocol assignments (RFC 6890)
            192.0.0.192              | a cloud's metadata service
            192.0.2.1                | for documentation (RFC 5737)
            198.51.100.1             | for documentation (RFC 5737)
            203.0.113.1              | for documentation (RFC 5737)
            192.88.99.1              | a 6to4 relay (RFC 7526)
            192.31.196.1             | for protocol assignments (RFC 7535)
            192.52.193.1             | for protocol assignments (RFC 7450)
            192.175.48.1             | for protocol assignments (RFC 7534)
            198.18.0.1               | for benchmarks (RFC 2544)
            198.19.255.255           | for benchmarks (RFC 2544)
            224.0.0.1                | multicast
            239.255.255.255          | multicast
            240.0.0.1                | reserved (RFC 1112)
            255.255.255.255          | the broadcast address
            ::                       | the unspecified address
            ::1                      | loopback
            ::127.0.0.1              | IPv4-compatible (RFC 4291)
            ::ffff:10.0.0.1          | private (RFC 1918)
            ::ffff:127.0.0.1         | loopback
            64:ff9b::a00:1           | an IPv4 address behind NAT64 (RFC 6052)
            64:ff9b::808:808         | an IPv4 address behind NAT64 (RFC 6052)
            64:ff9b:1::1             | an IPv4 address behind NAT64 (RFC 8215)
            100::1                   | for discarded packets (RFC 6666)
            2001::1                  | Teredo (RFC 4380)
            2001:2::1                | for benchmarks (RFC 5180)
            2001:10::1               | ORCHID (RFC 4843)
            2001:20::1               | ORCHID (RFC 7343)
            2001:1::1                | for protocol assignments (RFC 2928)
            2001:db8::1              | for documentation (RFC 3849)
            2002:a00:1::             | 6to4 (RFC 3056)
            2002:808:808::1          | 6to4 (RFC 3056)
            2620:4f:8000::1          | for protocol assignments (RFC 7534)
            3fff::1                  | for documentation (RFC 9637)
            5f00::1                  | for segment routing (RFC 9602)
            fc00::1                  | unique-local (RFC 4193)
            fdff::1                  | unique-local (RFC 4193)
            fd00:ec2::254            | a cloud's metadata service
            fd20:ce::254             | a cloud's metadata service
            fe80::1                  | link-local (RFC 4291)
            fec0::1                  | site-local (RFC 3879)
            ff02::1                  | multicast
            2a00:1450::5efe:a00:1    | ISATAP (RFC 5214)
            2a00:1450::200:5efe:a00:1| ISATAP (RFC 5214)
            4000::1                  | not global unicast (RFC 4291)
            1::1                     | not global unicast (RFC 4291)
            """)
    void refusalWhenSpecialRangeThenItsReason(String address, String reason) throws Exception {
        assertThat(GUARD.refusal(InetAddress.getByName(address), 443)).contains("is " + reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2606:4700::1111",
                "2a00:1450:4001::200e",
                "3ffe:ffff::1"
            })
    void refusalWhenPublicAddressThenEmpty(String address) throws Exception {
        assertThat(GUARD.refusal(InetAddress.getByName(address), 443)).isEmpty();
    }

    @Test
    void refusalWhenMappedAddressStayedIpv6ThenRefused() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xFF;
        mapped[12] = mapped[13] = mapped[14] = mapped[15] = 8;
        assertThat(GUARD.refusal(Inet6Address.getByAddress(null, mapped, -1), 443))
                .contains("is IPv4-mapped (RFC 4291)");
    }

    @Test
    void refusalWhenAddressHasZoneThenRefusedEvenIfItsRangeIsAllowed() throws Exception {
        byte[] address = InetAddress.getByName("fe80::1").getAddress();
        AddressGuard guard = new AddressGuard(List.of(AllowedRange.parse("fe80::/10")));
        assertThat(guard.refusal(Inet6Address.getByAddress(null, address, 1), 443))
                .contains("has a zone (RFC 4007)");
        assertThat(guard.refusal(InetAddress.getByAddress(address), 443)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void refusalWhenPortIsNoneThenRefused(int port) throws Exception {
        assertThat(GUARD.refusal(InetAddress.getByName("1.1.1.1"), port)).contains("has no port from 1 to 65535");
    }

    @ParameterizedTest(name = "with {0} allowed, {1} port {2} passes: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            10.1.0.0/16         | 10.1.2.3  | 443  | true
            10.1.0.0/16         | 10.2.0.0  | 443  | false
            10.1.2.3            | 10.1.2.3  | 1    | true
            10.1.2.3            | 10.1.2.4  | 1    | false
            127.0.0.1:9000      | 127.0.0.1 | 9000 | true
            127.0.0.1:9000      | 127.0.0.1 | 9001 | false
            127.0.0.1:9000-9002 | 127.0.0.1 | 9002 | true
            127.0.0.1:9000-9002 | 127.0.0.1 | 8999 | false
            127.0.0.1:9000      | ::1       | 9000 | false
            0.0.0.0/0           | 127.0.0.1 | 80   | true
            0.0.0.0/0           | ::1       | 80   | false
            ::1                 | ::1       | 80   | true
            fd00::/8            | fd12::1   | 443  | true
            [fd00::/8]:443      | fd12::1   | 443  | true
            [fd00::/8]:443      | fd12::1   | 444  | false
            [::1]:80-90         | ::1       | 85   | true
            172.16.0.0/13       | 172.23.0.1| 85   | true
            172.16.0.0/13       | 172.24.0.1| 85   | false
            """)
    void refusalWhenOperatorAllowsRangeThenOnlyThatPasses(String range, String address, int port, boolean passes)
            throws Exception {
        AddressGuard guard = new AddressGuard(List.of(AllowedRange.parse(range)));
        assertThat(guard.refusal(InetAddress.getByName(address), port).isEmpty())
                .isEqualTo(passes);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            api.example.com    | -
            1.1.1.1            | -
            [2606:4700::1111]  | -
            localhost          | is loopback
            LocalHost          | is loopback
            a.localhost        | is loopback
            localhost.         | must have no dot at the end of its host
            10.0.0.1           | is private (RFC 1918)
            [::1]              | is loopback
            [::ffff:10.0.0.1]  | is private (RFC 1918)
            [::ffff:0177.0.0.1]| must have a valid IPv6 address
            2130706433         | must have its IPv4 address as four decimal numbers without leading zeros
            """)
    void refusalOfHostWhenTextTellsThenReason(String host, String reason) {
        assertThat(GUARD.refusalOfHost(host, 443).orElse(null)).isEqualTo(reason);
    }

    @Test
    void refusalOfHostWhenLoopbackIsAllowedThenLocalhostPasses() {
        AddressGuard guard = new AddressGuard(List.of(AllowedRange.parse("127.0.0.1:9000")));
        assertThat(guard.refusalOfHost("localhost", 9000)).isEmpty();
        assertThat(guard.refusalOfHost("localhost", 9001)).isPresent();
    }
}
