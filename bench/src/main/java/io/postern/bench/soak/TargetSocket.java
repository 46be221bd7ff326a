package io.postern.bench.soak;

import io.postern.bench.soak.Frames.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The target's side of a WebSocket: sends back what comes, until a text tells it to do something else. */
final class TargetSocket {

    /** {@code close 4001}, {@code vanish}, {@code reset}, {@code large 2000000}; behind this, so that no echo looks like it. */
    static final String COMMAND = "!";

    private final Target target;
    private final Directives asked;
    private final OutputStream out;
    private final Socket socket;
    private final Frames frames;

    TargetSocket(Target target, Directives asked, Wire in, OutputStream out, Socket socket) {
        this.target = target;
        this.asked = asked;
        this.out = out;
        this.socket = socket;
        frames = new Frames(in, out, false);
    }

    /** What a server answers to a key (RFC 6455, section 4.2.2). */
    static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    void serve(Head head) throws IOException {
        if (asked.has("refused")) {
            text("HTTP/1.1 403 Said\r\nX-Mark: " + asked.id() + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }
        String key = head.first("sec-websocket-key");
        text("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Mark: " + asked.id()
                + "\r\nSec-WebSocket-Accept: " + accept(key == null ? "" : key) + "\r\n\r\n");
        int code = 1006;
        try {
            code = talk();
        } catch (ProtocolException fault) {
            target.findings().broken(Promise.SOCKETS, asked.id() + ": the target got " + fault.getMessage());
        } finally {
            target.closed(asked.id(), code);
        }
    }

    /** With which code it ended. */
    private int talk() throws IOException {
        for (Frame frame = frames.read(); frame != null; frame = frames.read()) {
            if (frame.opcode() == Frames.CLOSE) {
                frames.write(Frames.CLOSE, true, frame.payload());
                return frame.closeCode();
            }
            int code = answer(frame);
            if (code > 0) {
                return code;
            }
        }
        return 1006;
    }

    /** With which code that ended it; 0 where it did not. */
    private int answer(Frame frame) throws IOException {
        if (frame.opcode() == Frames.PING) {
            frames.write(Frames.PONG, true, frame.payload());
            return 0;
        }
        String text = frame.opcode() == Frames.TEXT ? Answers.text(frame.payload()) : "";
        if (text.startsWith(COMMAND)) {
            return obey(text.substring(1).split(" ", -1));
        }
        frames.write(frame.opcode(), frame.last(), frame.payload());
        return 0;
    }

    private int obey(String[] words) throws IOException {
        if (words[0].equals("close")) {
            frames.close(Integer.parseInt(words[1]), "as told");
            Frame answer = frames.read();
            while (answer != null && answer.opcode() != Frames.CLOSE) {
                answer = frames.read();
            }
            return Integer.parseInt(words[1]);
        }
        if (words[0].equals("large")) {
            frames.write(Frames.BINARY, true, new byte[Integer.parseInt(words[1])]);
            return 0;
        }
        if (words[0].equals("reset")) {
            socket.setSoLinger(true, 0);
        }
        return 1006;
    }

    private void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
