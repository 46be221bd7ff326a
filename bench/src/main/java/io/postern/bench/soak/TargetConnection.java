package io.postern.bench.soak;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One connection from the gateway to the target, and its requests one after the other. */
final class TargetConnection {

    private static final int ENDLESS = 2_000;

    private final Target target;
    private final Socket socket;
    private final Wire in;
    private final OutputStream out;
    /** Octets of the body that was read last. */
    private int got;

    TargetConnection(Target target, Socket socket) throws IOException {
        this.target = target;
        this.socket = socket;
        in = new Wire(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
    }

    /** Until one of both ends it. */
    void serve() throws IOException {
        try {
            Head head = in.head();
            while (head != null && answer(head)) {
                head = in.head();
            }
        } catch (ProtocolException fault) {
            target.findings().broken(Promise.TARGET, "the target got no valid HTTP: " + fault.getMessage());
        }
    }

    /** Whether the connection goes on. */
    private boolean answer(Head head) throws IOException {
        String[] words = head.start().split(" ", -1);
        if (words.length != 3) {
            throw new ProtocolException("not a request line: " + Wire.shortened(head.start()));
        }
        Directives asked = Directives.of(words[1]);
        check(head, asked);
        if (head.has("upgrade", "websocket")) {
            new TargetSocket(target, asked, in, out, socket).serve(head);
            return false;
        }
        if (asked.has("early")) {
            write(words[0], asked);
            return !asked.has("bye") && isRead(head);
        }
        byte[] body = in.body(head, false);
        checkBody(head, body, asked.id());
        Wire.pause(asked.number("delay"));
        String end = asked.text("end");
        if (end.equals("reset") || end.equals("close")) {
            goAway(end);
            return false;
        }
        write(words[0], asked);
        return !asked.has("bye")
                && !asked.has("silent")
                && !asked.text("frame").equals("end")
                && end.isEmpty()
                && !asked.has("left");
    }

    private void check(Head head, Directives asked) {
        int times = target.arrived(asked.id());
        boolean mayComeAgain = asked.has("end") && head.start().startsWith("GET ");
        if (times > (mayComeAgain ? 2 : 1)) {
            broken(head, "came " + times + " times");
        }
        if (!head.all("authorization").equals(List.of("Bearer " + Target.SECRET))) {
            broken(head, "came with the secret " + head.all("authorization").size() + " times");
        }
        if (head.fields().stream().anyMatch(field -> field.value().contains(Mix.KEY))) {
            broken(head, "came with the caller's key");
        }
    }

    private void checkBody(Head head, byte[] body, String id) {
        boolean none = !head.isChunked() && head.first("content-length") == null;
        String fault = none ? "" : Marked.fault(body, id, body.length);
        if (!fault.isEmpty()) {
            broken(head, fault);
        }
        got = body.length;
    }

    private void broken(Head head, String what) {
        target.findings().broken(Promise.TARGET, head.start() + ": " + what);
    }

    private boolean isRead(Head head) throws IOException {
        try {
            in.body(head, false);
            return true;
        } catch (EOFException callerOrGatewayHadEnough) {
            target.findings().count("bodies that nobody read to their end");
            return false;
        }
    }

    private void goAway(String how) throws IOException {
        out.flush();
        if (how.endsWith("reset")) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    private void write(String method, Directives asked) throws IOException {
        if (asked.has("interim")) {
            text("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
            out.flush();
        }
        int status = asked.number("status");
        text("HTTP/1.1 " + status + " Said\r\nX-Mark: " + asked.id() + "\r\nX-Got: " + got + "\r\n");
        if (asked.has("bye") || asked.text("frame").equals("end")) {
            text("Connection: close\r\n");
        }
        if (asked.has("events")) {
            events(asked);
        } else if (status == 204 || status == 304) {
            text("\r\n");
        } else {
            body(method, asked);
        }
        out.flush();
    }

    private void body(String method, Directives asked) throws IOException {
        byte[] body = Marked.body("a" + asked.id(), asked.number("size"));
        String frame = asked.text("frame");
        boolean chunked = frame.equals("chunked");
        if (chunked) {
            text("Transfer-Encoding: chunked\r\n\r\n");
        } else if (frame.equals("end")) {
            text("\r\n");
        } else {
            text("Content-Length: " + body.length + "\r\n\r\n");
        }
        if (method.equals("HEAD")) {
            return;
        }
        boolean cut = asked.text("end").startsWith("cut");
        int most = cut ? body.length / 2 : body.length;
        int piece = asked.has("pace") || chunked ? Math.max(1, body.length / 5) : Math.max(1, body.length);
        for (int at = 0; at < most; at += piece) {
            int size = Math.min(piece, most - at);
            if (chunked) {
                text(Integer.toHexString(size) + "\r\n");
            }
            out.write(body, at, size);
            if (chunked) {
                text("\r\n");
            }
            if (asked.has("pace")) {
                out.flush();
                Wire.pause(asked.number("pace"));
            }
        }
        if (cut) {
            goAway(asked.text("end"));
        } else if (chunked) {
            text(asked.has("trailers") ? "0\r\nX-Trailer: from the target\r\n\r\n" : "0\r\n\r\n");
        }
    }

    private void events(Directives asked) throws IOException {
        text("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        String left = asked.text("left");
        int count = left.equals("caller") ? ENDLESS : asked.number("size");
        for (int i = 0; i < count; i++) {
            String event = "data: " + asked.id() + "-" + i + "\n\n";
            text(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
            out.flush();
            Wire.pause(left.equals("caller") ? 10 : 3);
        }
        if (left.equals("caller")) {
            target.findings()
                    .broken(Promise.QUIET, "the target's event stream goes on, whose caller left: " + asked.id());
        } else if (left.isEmpty()) {
            text("0\r\n\r\n");
        } else {
            goAway(left);
        }
    }

    private void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
