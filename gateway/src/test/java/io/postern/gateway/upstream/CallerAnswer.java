package io.postern.gateway.upstream;

import io.postern.gateway.failure.RefusalCode;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a caller got, read as strictly as RFC 9112 is written: a fold, a bare CR, a NUL or a head that two readers could take
 * differently is a failure of the gateway, whatever its target said. One character for each octet.
 *
 * @param whole whether it came to the end that it announces; where not, the connection ended in the middle
 */
record CallerAnswer(String head, String body, boolean whole) {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 [1-9][0-9]{2} [\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern FIELD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern SIZE = Pattern.compile("[0-9a-fA-F]{1,8}");

    /** No test sends more, whatever it announces. */
    private static final long LONGEST = 1 << 26;

    /** What was read so far: what is left of an answer that breaks off. */
    private static final class Reading {
        private final InputStream in;
        private String head = "";
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Reading(InputStream in) {
            this.in = in;
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            while (line.length() < 2
                    || line.charAt(line.length() - 2) != '\r'
                    || line.charAt(line.length() - 1) != '\n') {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException();
                }
                line.append((char) octet);
            }
            return line.substring(0, line.length() - 2);
        }

        void body(long octets) throws IOException {
            byte[] read = in.readNBytes((int) Math.min(octets, LONGEST));
            body.write(read);
            if (read.length < octets) {
                throw new EOFException();
            }
        }
    }

    static CallerAnswer read(InputStream in, boolean toHead) throws IOException {
        Reading reading = new Reading(in);
        try {
            readHead(reading);
            while (status(reading.head) == 100) {
                reading.head = "";
                readHead(reading);
            }
            readBody(reading, toHead);
            return of(reading, true);
        } catch (EOFException | SocketException broken) {
            return of(reading, false);
        }
    }

    private static CallerAnswer of(Reading reading, boolean whole) {
        return new CallerAnswer(reading.head, reading.body.toString(StandardCharsets.ISO_8859_1), whole);
    }

    private static void readHead(Reading reading) throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = reading.line(); !line.isEmpty(); line = reading.line()) {
            if (!(head.isEmpty() ? STATUS : FIELD).matcher(line).matches()) {
                throw new AssertionError("the caller got a line that is none: " + printable(line) + " after " + head);
            }
            head.append(line).append("\r\n");
        }
        reading.head = head.toString();
    }

    private static void readBody(Reading reading, boolean toHead) throws IOException {
        int status = status(reading.head);
        List<String> lengths = values(reading.head, "content-length");
        List<String> codings = values(reading.head, "transfer-encoding");
        if (status == 204 && !(lengths.isEmpty() && codings.isEmpty())) {
            throw new AssertionError("the caller got a body announced that there never is: " + reading.head);
        }
        if (toHead || status == 204 || status == 304) {
            return;
        }
        if (lengths.size() + codings.size() != 1) {
            throw new AssertionError("the caller can't tell where the body ends: " + reading.head);
        }
        if (lengths.size() == 1) {
            reading.body(Long.parseLong(lengths.get(0)));
            return;
        }
        int size;
        do {
            String line = reading.line();
            if (!SIZE.matcher(line).matches()) {
                throw new AssertionError("the caller got a chunk size that is none: " + printable(line));
            }
            size = Integer.parseInt(line, 16);
            reading.body(size);
            if (!reading.line().isEmpty()) {
                throw new AssertionError("a chunk is longer than its size, or there are trailers");
            }
        } while (size > 0);
    }

    private static List<String> values(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .toList();
    }

    private static int status(String head) {
        return Integer.parseInt(head.substring(9, 12));
    }

    int status() {
        return head.isEmpty() ? 0 : status(head);
    }

    List<String> header(String name) {
        return values(head, name);
    }

    /** {@code "200 body"}: the target's, whole. The word of a refusal, or to HEAD {@code "refused 502"}: the gateway's. {@code "cut"}: it broke off. */
    String outcome() {
        if (!whole) {
            return "cut";
        }
        if (header("postern-proxy-code").equals(List.of("proxy-access-granted"))) {
            return status() + " " + body;
        }
        for (RefusalCode code : RefusalCode.values()) {
            if (code.word().equals(body) && code.status() == status()) {
                return body;
            }
        }
        if (body.isEmpty() && status() >= 500) {
            return "refused " + status();
        }
        return "neither the target's nor a refusal: " + head + body;
    }

    private static String printable(String line) {
        return line.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
