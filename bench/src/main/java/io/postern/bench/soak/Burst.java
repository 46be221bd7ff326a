package io.postern.bench.soak;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests that are sent ahead of their answers, and the places where the network cuts them. */
final class Burst {

    private final List<Asked> asked;
    private final byte[] octets;
    private final List<Integer> cuts = new ArrayList<>();
    private final List<Integer> pauses = new ArrayList<>();

    Burst(List<Asked> asked, Mix mix) {
        this.asked = asked;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Asked one : asked) {
            // A body that waits for an interim answer is sent when that is there.
            all.writeBytes(one.expects() ? one.head().getBytes(StandardCharsets.ISO_8859_1) : one.octets());
        }
        octets = all.toByteArray();
        Random random = mix.random();
        int longest = switch (random.nextInt(8)) {
            case 0 -> 1 + octets.length / 400;
            case 1 -> 1 + octets.length / 30;
            case 2 -> 3_000;
            default -> octets.length;
        };
        for (int at = 0; at < octets.length; ) {
            at = Math.min(octets.length, at + 1 + random.nextInt(longest));
            cuts.add(longest == octets.length ? octets.length : at);
            pauses.add(random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 0);
            if (longest == octets.length) {
                return;
            }
        }
    }

    List<Asked> asked() {
        return asked;
    }

    void write(OutputStream out) throws IOException {
        int from = 0;
        for (int i = 0; i < cuts.size(); i++) {
            out.write(octets, from, cuts.get(i) - from);
            from = cuts.get(i);
            Wire.pause(pauses.get(i));
        }
    }

    /** What was sent, and which one of it was being answered. */
    String history(int at) {
        StringBuilder text = new StringBuilder("\n    number " + at + " of:");
        int sent = 0;
        for (Asked one : asked) {
            sent += one.octets().length;
            text.append("\n      ").append(one).append(", ends at ").append(sent);
        }
        return text.append("\n    sent in pieces that end at ")
                .append(Wire.shortened(cuts.toString()))
                .toString();
    }

    String history(Asked one) {
        return history(asked.indexOf(one));
    }
}
