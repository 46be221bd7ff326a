package io.postern.core.address;

import io.postern.core.field.InvalidFieldsException;
import java.util.List;
import java.util.Locale;

/** Addresses and ports that an operator lets through the guard although their range is special. */
public final class AllowedRange {

    private final AddressRange addresses;
    private final int lowestPort;
    private final int highestPort;

    private AllowedRange(AddressRange addresses, int lowestPort, int highestPort) {
        this.addresses = addresses;
        this.lowestPort = lowestPort;
        this.highestPort = highestPort;
    }

    /**
     * Reads {@code CIDR[:PORT[-PORT]]}: {@code 10.1.0.0/16}, {@code 10.1.2.3:8080}, {@code 127.0.0.1:9000-9010},
     * {@code fd00::/8}, {@code [fd00::/8]:443}. A bare address means only itself; without ports, all are meant.
     *
     * @throws InvalidFieldsException with an empty path and a sentence that says what is wrong
     */
    public static AllowedRange parse(String text) {
        try {
            return read(text.strip().toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw InvalidFieldsException.of("\"" + text + "\" " + e.getMessage());
        }
    }

    /**
     * The ranges of a setting, in their order.
     *
     * @throws IllegalStateException which names the setting and the range that is none
     */
    public static List<AllowedRange> ofSetting(String setting, List<String> texts) {
        try {
            return texts.stream()
                    .filter(text -> !text.isBlank())
                    .map(AllowedRange::parse)
                    .toList();
        } catch (InvalidFieldsException e) {
            throw new IllegalStateException(setting + ": " + e.errors().get(0).message(), e);
        }
    }

    private static AllowedRange read(String text) {
        String range = text;
        String ports = "";
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                throw new IllegalArgumentException("has no ']' behind its address");
            }
            range = text.substring(1, end);
            ports = text.substring(end + 1);
            if (range.indexOf(':') < 0) {
                throw new IllegalArgumentException("must have brackets only around an IPv6 range");
            }
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            range = text.substring(0, text.indexOf(':'));
            ports = text.substring(text.indexOf(':'));
        }
        AddressRange addresses = AddressRange.parse(range);
        if (ports.isEmpty()) {
            return new AllowedRange(addresses, 1, 65535);
        }
        if (ports.charAt(0) != ':') {
            throw new IllegalArgumentException("must have ':' before its ports");
        }
        int dash = ports.indexOf('-');
        int lowest = port(dash < 0 ? ports.substring(1) : ports.substring(1, dash));
        int highest = dash < 0 ? lowest : port(ports.substring(dash + 1));
        if (lowest > highest) {
            throw new IllegalArgumentException("must have its lower port first");
        }
        return new AllowedRange(addresses, lowest, highest);
    }

    private static int port(String text) {
        if (text.matches("[1-9][0-9]{0,4}")) {
            int port = Integer.parseInt(text);
            if (port <= 65535) {
                return port;
            }
        }
        throw new IllegalArgumentException("must have ports from 1 to 65535");
    }

    boolean contains(byte[] address, int port) {
        return port >= lowestPort && port <= highestPort && addresses.contains(address);
    }

    /** The range in its full form. */
    @Override
    public String toString() {
        return "[" + addresses + "]:" + lowestPort + "-" + highestPort;
    }
}
