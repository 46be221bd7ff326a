package io.postern.bench.soak;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bodies that say at each place whose they are. */
final class Marked {

    private Marked() {}

    /** So many octets with that mark. */
    static byte[] body(String mark, int size) {
        byte[] word = (mark + "|").getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++) {
            body[i] = word[i % word.length];
        }
        return body;
    }

    /** What is wrong with a body; empty where nothing is. */
    static String fault(byte[] body, String mark, int size) {
        byte[] wanted = body(mark, size);
        int differs = Arrays.mismatch(body, wanted);
        if (differs < 0) {
            return "";
        }
        int from = Math.max(0, Math.min(differs, body.length) - 20);
        return "a body of " + body.length + " octets, not of " + size + "; it differs at " + differs + ", behind “"
                + new String(body, from, Math.min(60, body.length - from), StandardCharsets.ISO_8859_1) + "”";
    }
}
