package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32C;

/** Bodies of any size whose octets are known, sent and read without being kept. */
final class Noise {

    /** Not a power of two, so that no piece begins where another one would. */
    private static final byte[] OCTETS = new byte[65_521];

    static {
        new Random(42).nextBytes(OCTETS);
    }

    private Noise() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** @param chunk 0: the body has a length */
    static String framing(int size, int chunk) {
        return chunk == 0 ? "Content-Length: " + size : "Transfer-Encoding: chunked";
    }

    /** A whole body. */
    static void write(OutputStream out, int size, int chunk) throws IOException {
        int piece = chunk == 0 ? OCTETS.length : chunk;
        for (int at = 0; at < size; at += piece) {
            int length = Math.min(piece, size - at);
            if (chunk == 0) {
                noise(out, at, length);
            } else {
                chunk(out, at, length);
            }
        }
        if (chunk > 0) {
            out.write(ascii("0\r\n\r\n"));
        }
        out.flush();
    }

    static void chunk(OutputStream out, int at, int length) throws IOException {
        out.write(ascii(Integer.toHexString(length) + "\r\n"));
        noise(out, at, length);
        out.write(ascii("\r\n"));
    }

    private static void noise(OutputStream out, int at, int length) throws IOException {
        int from = at % OCTETS.length;
        for (int left = length; left > 0; from = 0) {
            int some = Math.min(left, OCTETS.length - from);
            out.write(OCTETS, from, some);
            left -= some;
        }
    }

    /** Of a body that came through whole. */
    static String checksum(int size) throws IOException {
        CRC32C sum = new CRC32C();
        noise(
                new OutputStream() {
                    @Override
                    public void write(int octet) {
                        sum.update(octet);
                    }

                    @Override
                    public void write(byte[] octets, int from, int length) {
                        sum.update(octets, from, length);
                    }
                },
                0,
                size);
        return size + "-" + sum.getValue();
    }

    /** Length and checksum of a body that is framed as its head says. */
    static String read(InputStream in, String head) throws IOException {
        CRC32C sum = new CRC32C();
        int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
        if (at >= 0) {
            int size = Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
            return size(in, size, sum) + "-" + sum.getValue();
        }
        int size = 0;
        for (int length = chunkSize(in); length > 0; length = chunkSize(in)) {
            size += size(in, length, sum);
            end(in);
        }
        end(in);
        return size + "-" + sum.getValue();
    }

    private static int size(InputStream in, int length, CRC32C sum) throws IOException {
        byte[] piece = new byte[1 << 16];
        int left = length;
        while (left > 0) {
            int n = in.read(piece, 0, Math.min(left, piece.length));
            if (n < 0) {
                throw new EOFException(left + " octets are missing");
            }
            sum.update(piece, 0, n);
            left -= n;
        }
        return length;
    }

    private static int chunkSize(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\r'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("a chunk is missing");
            }
            line.append((char) octet);
        }
        assertThat(in.read()).isEqualTo('\n');
        return Integer.parseInt(line.toString(), 16);
    }

    private static void end(InputStream in) throws IOException {
        assertThat(new String(in.readNBytes(2), StandardCharsets.US_ASCII)).isEqualTo("\r\n");
    }
}
