package io.postern.core.address;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** A block of addresses of one family: all that share the first bits of {@code address}. */
final class AddressRange {

    private final byte[] address;
    private final int bits;

    private AddressRange(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /**
     * Reads {@code address/bits}, or a bare address as the block of only itself.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] address = literal(literal);
        int bits = slash < 0 ? address.length * 8 : bits(text.substring(slash + 1), address.length * 8);
        AddressRange range = new AddressRange(address, bits);
        if (!Arrays.equals(address, range.firstAddress())) {
            throw new IllegalArgumentException("has bits set behind its prefix; the range may be meant to begin at "
                    + HostLiteral.text(range.firstAddress()) + "/" + bits);
        }
        return range;
    }

    private static byte[] literal(String literal) {
        Optional<InetAddress> parsed = HostLiteral.address(literal);
        if (parsed.isEmpty()) {
            throw new IllegalArgumentException("must begin with an IPv4 or IPv6 address");
        }
        byte[] address = parsed.get().getAddress();
        if (address.length == 4 && literal.indexOf(':') >= 0) {
            throw new IllegalArgumentException("is an IPv4-mapped address; write the IPv4 address itself");
        }
        return address;
    }

    private static int bits(String text, int most) {
        if (text.matches("0|[1-9][0-9]{0,2}")) {
            int bits = Integer.parseInt(text);
            if (bits <= most) {
                return bits;
            }
        }
        throw new IllegalArgumentException("must have a prefix length from 0 to " + most);
    }

    private byte[] firstAddress() {
        byte[] first = new byte[address.length];
        for (int bit = 0; bit < bits; bit++) {
            first[bit >> 3] |= (byte) (address[bit >> 3] & (0x80 >> (bit & 7)));
        }
        return first;
    }

    boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        int whole = bits >> 3;
        if (Arrays.mismatch(address, 0, whole, other, 0, whole) >= 0) {
            return false;
        }
        int rest = bits & 7;
        return rest == 0 || ((address[whole] ^ other[whole]) & 0xFF) >> (8 - rest) == 0;
    }

    @Override
    public String toString() {
        return HostLiteral.text(address) + "/" + bits;
    }
}
