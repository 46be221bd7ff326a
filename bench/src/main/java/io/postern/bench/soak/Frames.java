package io.postern.bench.soak;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One side of a WebSocket (RFC 6455, section 5). Reading and writing may be of two threads. */
final class Frames {

    static final int CONTINUED = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    private static final int LONGEST = 8 * 1024 * 1024;

    private final Wire in;
    private final OutputStream out;
    private final boolean masks;

    /** @param masks as callers do */
    Frames(Wire in, OutputStream out, boolean masks) {
        this.in = in;
        this.out = out;
        this.masks = masks;
    }

    static final class Frame {

        private final int opcode;
        private final boolean last;
        private final byte[] payload;

        private Frame(int opcode, boolean last, byte[] payload) {
            this.opcode = opcode;
            this.last = last;
            this.payload = payload;
        }

        int opcode() {
            return opcode;
        }

        boolean last() {
            return last;
        }

        byte[] payload() {
            return payload.clone();
        }

        /** Of a close; 1005 where it has none. */
        int closeCode() {
            return payload.length < 2 ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
        }
    }

    /** The next one; null where the connection ended before it. */
    @Nullable Frame read() throws IOException {
        int first = in.octet();
        if (first < 0) {
            return null;
        }
        int second = octet();
        if ((first & 0x70) != 0 || ((second & 0x80) != 0) == masks) {
            throw new ProtocolException("a frame that is masked, or not, or has bits that nobody agreed on");
        }
        long length = second & 0x7f;
        int more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (more > 0) {
            length = 0;
            for (int i = 0; i < more; i++) {
                length = (length << 8) | octet();
            }
        }
        if (length > LONGEST || length < 0) {
            throw new ProtocolException("a frame of " + length + " octets");
        }
        byte[] mask = masks ? new byte[4] : in.exactly(4);
        byte[] payload = in.exactly((int) length);
        mask(payload, mask);
        return new Frame(first & 0x0f, (first & 0x80) != 0, payload);
    }

    private int octet() throws IOException {
        int octet = in.octet();
        if (octet < 0) {
            throw new EOFException("in the head of a frame");
        }
        return octet;
    }

    synchronized void write(int opcode, boolean last, byte[] payload) throws IOException {
        int length = payload.length;
        byte[] head = new byte[14];
        int at = 0;
        head[at++] = (byte) (opcode | (last ? 0x80 : 0));
        int bit = masks ? 0x80 : 0;
        if (length < 126) {
            head[at++] = (byte) (length | bit);
        } else {
            int more = length < 65_536 ? 2 : 8;
            head[at++] = (byte) ((more == 2 ? 126 : 127) | bit);
            for (int i = more - 1; i >= 0; i--) {
                head[at++] = (byte) ((long) length >> (8 * i));
            }
        }
        byte[] sent = payload.clone();
        if (masks) {
            byte[] mask = new byte[4];
            ThreadLocalRandom.current().nextBytes(mask);
            System.arraycopy(mask, 0, head, at, 4);
            at += 4;
            mask(sent, mask);
        }
        out.write(head, 0, at);
        out.write(sent);
        out.flush();
    }

    void close(int code, String reason) throws IOException {
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + words.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(words, 0, payload, 2, words.length);
        write(CLOSE, true, payload);
    }

    private static void mask(byte[] payload, byte[] mask) {
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
    }
}
