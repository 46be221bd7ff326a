package io.postern.bench.soak;

import io.postern.bench.soak.Asked.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws what one connection asks for, one after another: of one seed always the same. */
final class Mix {

    static final String KEY = "soak-caller-key-7Qm2VxRt";
    static final String PROXY = "prx_soak";

    /** To a target that ends connections without a word, which a call that can't be repeated may fail by. */
    static final String MOODY = "prx_moody";

    private static final int[] SIZES = {0, 10, 300, 5_000, 16_500, 70_000, 400_000};
    private static final int[] BODIES = {1, 60, 3_000, 17_000, 70_000, 200_000};
    private static final int MOST_AHEAD = 12;

    private final Random random;
    private final String prefix;
    private int number;

    /** @param connection its number, which makes its marks */
    Mix(long seed, int connection) {
        random = new Random(seed * 1_000_003 + connection);
        prefix = "c" + connection + "n";
    }

    Random random() {
        return random;
    }

    String nextId() {
        return prefix + number++;
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** Requests that are sent one behind the other without waiting. */
    List<Asked> burst() {
        int count = oneIn(3) ? 1 + random.nextInt(MOST_AHEAD) : 1;
        List<Asked> burst = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            burst.add(request());
        }
        burst.add(last());
        return burst;
    }

    /** What may have others behind it. */
    private Asked request() {
        return switch (random.nextInt(26)) {
            case 0 -> refused(401, PROXY, "/v1/", "wrong-key", oneIn(3));
            case 1 -> refused(404, "prx_none", "/v1/", KEY, oneIn(3));
            case 2 -> refused(403, PROXY, "/v1/denied/", KEY, oneIn(3));
            case 3 -> refused(400, PROXY, ambiguous(), KEY, false);
            case 4 -> asked(Kind.HEAD, "HEAD", 200, "", false);
            case 5 -> asked(Kind.EMPTY, "GET", oneIn(2) ? 204 : 304, "", false);
            case 6 -> asked(Kind.LOST, "GET", 502, "&end=" + away(), false);
            case 7 -> asked(Kind.LOST, "POST", 502, "&end=" + away(), true);
            case 8 -> build(Kind.ANSWER, "GET", 200, MOODY, "/v1/", KEY, oneIn(2) ? "&silent=1" : "", false);
            case 9, 10, 11, 12, 13 -> asked(Kind.ANSWER, oneIn(2) ? "POST" : "PUT", 200, framing() + tempo(), true);
            default -> asked(Kind.ANSWER, oneIn(9) ? "DELETE" : "GET", 200, framing() + tempo(), false);
        };
    }

    private Asked last() {
        return switch (random.nextInt(30)) {
            case 0 -> asked(Kind.CUT, "GET", 200, (oneIn(2) ? "&frame=chunked" : "") + "&end=cut" + away(), false);
            case 1 -> asked(Kind.EARLY, "POST", 200, "&early=1" + (oneIn(2) ? "&bye=1" : ""), true);
            case 2 -> asked(Kind.EVENTS, "GET", 200, "&events=1", false);
            case 3 -> asked(Kind.LEFT_EVENTS, "GET", 200, "&events=1&left=" + (oneIn(2) ? "caller" : away()), false);
            case 4 -> ending(asked(Kind.ANSWER, "GET", 200, framing() + tempo(), false));
            case 5 -> ending(asked(Kind.ANSWER, "POST", 200, framing(), true));
            case 6 -> unreadable();
            case 7 -> expecting(asked(Kind.ANSWER, "POST", 200, framing(), true));
            case 8 -> expecting(refused(oneIn(2) ? 401 : 403, PROXY, "/v1/denied/", "wrong-key", true));
            default -> request();
        };
    }

    private String ambiguous() {
        return List.of("/v1/%2e%2e/", "/v1//", "/v1/a;b/", "/v1/..%2f", "/v1/%252e/")
                .get(random.nextInt(5));
    }

    private String away() {
        return oneIn(2) ? "reset" : "close";
    }

    private String framing() {
        return switch (random.nextInt(8)) {
                    case 0, 1, 2 -> "&frame=chunked" + (oneIn(4) ? "&trailers=1" : "");
                    case 3 -> "&frame=end";
                    default -> "";
                }
                + (oneIn(12) ? "&bye=1" : "")
                + (oneIn(15) ? "&interim=1" : "");
    }

    private String tempo() {
        return switch (random.nextInt(30)) {
            case 0 -> "&delay=" + random.nextInt(50);
            case 1 -> "&pace=" + random.nextInt(8);
            default -> "";
        };
    }

    private Asked refused(int status, String proxy, String path, String key, boolean withBody) {
        int shown = key.equals(KEY) ? status : 401;
        return build(Kind.REFUSED, withBody ? "POST" : "GET", shown, proxy, path, key, "", withBody);
    }

    private Asked asked(Kind kind, String method, int status, String directives, boolean withBody) {
        return build(kind, method, status, PROXY, "/v1/", KEY, directives, withBody);
    }

    private Asked build(
            Kind kind,
            String method,
            int status,
            String proxy,
            String path,
            String key,
            String directives,
            boolean withBody) {
        String id = nextId();
        boolean ofEvents = kind == Kind.EVENTS || kind == Kind.LEFT_EVENTS;
        int size = ofEvents ? 1 + random.nextInt(60) : sizeOf(SIZES);
        if (kind == Kind.CUT) {
            size += 10; // of nothing, nothing can be missing
        }
        StringBuilder head = new StringBuilder(method)
                .append(" /api/" + proxy + path + id + "?size=" + size + "&status=" + status + directives)
                .append(" HTTP/1.1\r\nHost: gateway\r\nX-API-Key: " + key + "\r\n");
        if (oneIn(6)) {
            head.append("X-Noise: ").append("n".repeat(random.nextInt(3000))).append("\r\n");
        }
        int sent = withBody ? sizeOf(BODIES) : 0;
        String body = Answers.text(Marked.body(id, sent));
        if (withBody && oneIn(2)) {
            head.append("Transfer-Encoding: chunked\r\n");
            body = chunked(body);
        } else if (withBody) {
            head.append("Content-Length: ").append(sent).append("\r\n");
        }
        return new Asked(kind, id, status, size, head + "\r\n", body, sent, false, false);
    }

    /** Mostly a small one. */
    private int sizeOf(int[] sizes) {
        int size = sizes[(int) (sizes.length * random.nextDouble() * random.nextDouble())];
        return size < 300 ? size : size + random.nextInt(size / 3);
    }

    private String chunked(String body) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < body.length(); ) {
            int size = Math.min(body.length() - at, oneIn(3) ? 1 + random.nextInt(3) : 1 + random.nextInt(30_000));
            out.append(oneIn(2) ? Integer.toHexString(size) : String.format("%05X", size))
                    .append(oneIn(10) ? ";name=value" : "")
                    .append("\r\n")
                    .append(body, at, at + size)
                    .append("\r\n");
            at += size;
        }
        return out.append(oneIn(4) ? "0\r\nX-Trailer: from the caller\r\n\r\n" : "0\r\n\r\n")
                .toString();
    }

    private static Asked ending(Asked asked) {
        return with(asked, "Connection: close", true, asked.expects());
    }

    private static Asked expecting(Asked asked) {
        return with(asked, "Expect: 100-continue", asked.asksForTheEnd(), true);
    }

    private static Asked with(Asked asked, String field, boolean end, boolean expects) {
        String head = asked.head().substring(0, asked.head().length() - 2) + field + "\r\n\r\n";
        return new Asked(
                asked.kind(), asked.id(), asked.status(), asked.size(), head, asked.body(), asked.sent(), end, expects);
    }

    /** What has no single reading: it is answered, and the connection ends. */
    private Asked unreadable() {
        Asked asked = asked(Kind.UNREADABLE, "GET", 400, "", false);
        String field = List.of(
                        "Content-Length: 3\r\nContent-Length: 4",
                        "Content-Length: 3\r\nTransfer-Encoding: chunked",
                        "Host: another",
                        "Bad Name: x",
                        "Transfer-Encoding: gzip")
                .get(random.nextInt(5));
        return with(asked, field, false, false);
    }
}
