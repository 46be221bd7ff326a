package io.postern.bench.soak;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What comes over a connection, read as RFC 9112 says and not otherwise: of the gateway as of callers, every octet that is not
 * as it must be is a {@link ProtocolException}, and an end in the middle an {@link EOFException}.
 */
final class Wire {

    private static final int LONGEST_LINE = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private int at;
    private int end;
    private boolean slowly;

    Wire(InputStream in) {
        this.in = in;
    }

    /** From now on takes a while between two reads. */
    void slowly(boolean slow) {
        slowly = slow;
    }

    /** The next octet; -1 at the end. */
    int octet() throws IOException {
        return at == end && !fill() ? -1 : buffer[at++] & 0xff;
    }

    private boolean fill() throws IOException {
        if (slowly) {
            pause(2);
        }
        int read = in.read(buffer);
        at = 0;
        end = Math.max(read, 0);
        return read > 0;
    }

    /** The next head; null where the connection ended before it. */
    @Nullable Head head() throws IOException {
        String start = line(true);
        if (start == null) {
            return null;
        }
        List<Head.Field> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            fields.add(field(line));
        }
        return new Head(start, fields);
    }

    private static Head.Field field(String line) throws ProtocolException {
        int colon = line.indexOf(':');
        if (colon < 1 || line.substring(0, colon).chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new ProtocolException("not a header field: " + shortened(line));
        }
        return new Head.Field(
                line.substring(0, colon), line.substring(colon + 1).trim());
    }

    private String line() throws IOException {
        String line = line(false);
        if (line == null) {
            throw new EOFException("in a head");
        }
        return line;
    }

    private @Nullable String line(boolean mayEnd) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = octet(); octet != '\r'; octet = octet()) {
            if (octet < 0) {
                if (mayEnd && line.size() == 0) {
                    return null;
                }
                throw new EOFException("in a line: " + shortened(line.toString(StandardCharsets.ISO_8859_1)));
            }
            if (octet == '\n' || line.size() == LONGEST_LINE) {
                throw new ProtocolException(
                        "a line without its end: " + shortened(line.toString(StandardCharsets.ISO_8859_1)));
            }
            line.write(octet);
        }
        int octet = octet();
        if (octet < 0) {
            throw new EOFException("in a line end");
        }
        if (octet != '\n') {
            throw new ProtocolException("half a line end");
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** So many octets. */
    byte[] exactly(int count) throws IOException {
        byte[] octets = new byte[count];
        int have = 0;
        while (have < count) {
            if (at == end && !fill()) {
                throw new EOFException("after " + have + " of " + count + " octets");
            }
            int more = Math.min(count - have, end - at);
            System.arraycopy(buffer, at, octets, have, more);
            at += more;
            have += more;
        }
        return octets;
    }

    /** The body that follows a head; without a length and not in chunks, a request has none, and an answer's goes to the end. */
    byte[] body(Head head, boolean toTheEnd) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (head.isChunked()) {
            for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                body.write(chunk);
            }
            return body.toByteArray();
        }
        String length = head.first("content-length");
        if (length != null) {
            return exactly(Integer.parseInt(length));
        }
        if (toTheEnd) {
            for (int octet = octet(); octet >= 0; octet = octet()) {
                body.write(octet);
            }
        }
        return body.toByteArray();
    }

    /** The next chunk; an empty one is the last, and its trailer section is read. */
    byte[] chunk() throws IOException {
        String size = line();
        if (!size.matches("[0-9a-fA-F]{1,7}(;.*)?")) {
            throw new ProtocolException("not the size of a chunk: " + shortened(size));
        }
        byte[] chunk = exactly(Integer.parseInt(size.split(";", 2)[0], 16));
        if (chunk.length == 0) {
            for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
                field(trailer);
            }
        } else if (!line().isEmpty()) {
            throw new ProtocolException("a chunk that does not end");
        }
        return chunk;
    }

    static void pause(long millis) throws InterruptedIOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
