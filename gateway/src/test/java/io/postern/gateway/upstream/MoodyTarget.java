package io.postern.gateway.upstream;

import java.io.IOException;
import java.util.Random;
import java.util.Set;

/**
 * What a target does to the call {@code /call/{id}}: the id decides, and nothing else. The answer to an id is made of the id, so that
 * one that went astray shows.
 */
enum MoodyTarget {
    PLAIN,
    SPLIT,
    CHUNKED,
    AFTER_INTERIM,
    UNTIL_CLOSE,
    SAYS_CLOSE,
    WITH_ANOTHER,
    WITH_HALF_OF_ANOTHER,
    TOO_LITTLE,
    CHUNKS_BREAK_OFF,
    LEAVES,
    RESETS,
    NO_HTTP,
    EARLY;

    private static final long SEED = 20261122;
    private static final int BODY = 50_000;
    private static final Set<MoodyTarget> GOOD =
            Set.of(PLAIN, SPLIT, CHUNKED, AFTER_INTERIM, UNTIL_CLOSE, SAYS_CLOSE, WITH_ANOTHER, WITH_HALF_OF_ANOTHER);
    private static final String ANOTHER = "HTTP/1.1 200 OK\r\nX-Poison: 1\r\nContent-Length: 6\r\n\r\npoison";

    static MoodyTarget of(int id) {
        return values()[random(id).nextInt(values().length)];
    }

    private static Random random(int id) {
        return new Random(SEED + 31L * id);
    }

    static String request(int id) {
        String method = of(id) == EARLY ? "PUT" : id % 7 == 0 ? "PUT" : id % 3 == 0 ? "POST" : "GET";
        String head = method + " /call/" + id + " HTTP/1.1\r\nHost: gateway\r\n";
        return method.equals("PUT") ? head + "Content-Length: " + BODY + "\r\n\r\n" + "b".repeat(BODY) : head + "\r\n";
    }

    static String body(int id) {
        boolean small = of(id) == WITH_ANOTHER || of(id) == WITH_HALF_OF_ANOTHER;
        return ("<" + id + ">").repeat(small ? 20 : random(id).nextInt(1, 8_000));
    }

    /** Whether the caller may have got this. */
    boolean allows(int id, String outcome) {
        boolean whole = outcome.equals("200 " + body(id));
        return GOOD.contains(this) ? whole : (this == EARLY && whole) || isFailure(outcome);
    }

    private static boolean isFailure(String outcome) {
        return outcome.equals("cut") || outcome.equals("upstream_broken") || outcome.equals("upstream_unreachable");
    }

    /** Serves one connection to its end. */
    static void serve(RawTarget.Peer peer) throws IOException {
        peer.socket.setTcpNoDelay(true);
        while (true) {
            String head = peer.head();
            int id = Integer.parseInt(head.substring(head.indexOf("/call/") + 6, head.indexOf(" HTTP/")));
            MoodyTarget mood = of(id);
            if (mood != EARLY && head.startsWith("PUT ")) {
                peer.socket.getInputStream().skipNBytes(BODY);
            }
            mood.answer(peer, id);
        }
    }

    private void answer(RawTarget.Peer peer, int id) throws IOException {
        String body = body(id);
        String plain = head("Content-Length: " + body.length()) + body;
        Random random = random(id);
        switch (this) {
            case PLAIN -> HostileTarget.send(peer, plain);
            case EARLY -> {
                HostileTarget.send(peer, plain);
                peer.socket.getInputStream().skipNBytes(BODY);
            }
            case SPLIT -> {
                for (int at = 0; at < plain.length(); ) {
                    int end = Math.min(plain.length(), at + random.nextInt(1, 5_000));
                    HostileTarget.send(peer, plain.substring(at, end));
                    at = end;
                }
            }
            case CHUNKED ->
                HostileTarget.send(peer, head("Transfer-Encoding: chunked") + chunks(body, random) + "0\r\n\r\n");
            case AFTER_INTERIM -> {
                HostileTarget.send(peer, "HTTP/1.1 103 Early Hints\r\nX-Poison: 1\r\n\r\n");
                HostileTarget.send(peer, plain);
            }
            case UNTIL_CLOSE -> {
                HostileTarget.send(peer, head("X-A: b") + body);
                peer.socket.close();
            }
            case SAYS_CLOSE -> {
                HostileTarget.send(peer, head("Connection: close\r\nContent-Length: " + body.length()) + body);
                peer.socket.close();
            }
            case WITH_ANOTHER -> HostileTarget.send(peer, plain + ANOTHER);
            case WITH_HALF_OF_ANOTHER ->
                HostileTarget.send(peer, plain + ANOTHER.substring(0, random.nextInt(1, ANOTHER.length())));
            case TOO_LITTLE -> {
                HostileTarget.send(peer, plain.substring(0, plain.length() - 1));
                peer.socket.close();
            }
            case CHUNKS_BREAK_OFF -> {
                HostileTarget.send(peer, head("Transfer-Encoding: chunked") + chunks(body, random));
                peer.reset();
            }
            case LEAVES -> peer.socket.close();
            case RESETS -> peer.reset();
            case NO_HTTP -> HostileTarget.send(peer, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
        }
    }

    private static String head(String fields) {
        return "HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\n";
    }

    private static String chunks(String body, Random random) {
        StringBuilder chunks = new StringBuilder();
        for (int at = 0; at < body.length(); ) {
            int length = Math.min(body.length() - at, random.nextInt(1, 3_000));
            chunks.append(Integer.toHexString(length))
                    .append("\r\n")
                    .append(body, at, at + length)
                    .append("\r\n");
            at += length;
        }
        return chunks.toString();
    }
}
