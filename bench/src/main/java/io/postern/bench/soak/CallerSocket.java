package io.postern.bench.soak;

import io.postern.bench.soak.Frames.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One WebSocket of a caller, from its handshake to its end. */
final class CallerSocket {

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final int TOO_LARGE = 1_100_000;
    private static final int[] CODES = {1000, 1001, 1008, 3000, 4001, 4999};
    private static final int[] SIZES = {0, 1, 100, 125, 126, 4_000, 65_535, 65_536, 200_000};

    private final Caller.Setting setting;
    private final Mix mix;
    private final Random random;
    private final Socket socket;
    private final Wire in;
    private final Frames frames;
    private final String id;
    private final List<String> history = new ArrayList<>();

    CallerSocket(Caller.Setting setting, Mix mix, Socket socket) throws IOException {
        this.setting = setting;
        this.mix = mix;
        this.random = mix.random();
        this.socket = socket;
        in = new Wire(socket.getInputStream());
        frames = new Frames(in, socket.getOutputStream(), true);
        id = mix.nextId();
    }

    void talk() throws IOException {
        try {
            if (open(mix.oneIn(15))) {
                echo();
                end();
                setting.findings().count("WebSockets");
            }
        } catch (SocketTimeoutException silence) {
            broken("nothing came for 30 s");
        } catch (ProtocolException | EOFException | SocketException fault) {
            broken(String.valueOf(fault));
        }
    }

    private void broken(String what) {
        setting.findings().broken(Promise.SOCKETS, "WebSocket " + id + ": " + what + "\n    after " + history);
    }

    private boolean open(boolean refused) throws IOException {
        socket.getOutputStream()
                .write(("GET /api/" + Mix.PROXY + "/v1/" + id + "?ws=1" + (refused ? "&refused=1" : "")
                                + " HTTP/1.1\r\nHost: gateway\r\nX-API-Key: " + Mix.KEY
                                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                                + KEY + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        Head head = in.head();
        if (head == null) {
            throw new EOFException("in place of the answer to the upgrade");
        }
        String request = head.first("postern-request-id");
        if (request != null) {
            setting.logged().add(request);
        }
        if (!head.has("x-mark", id) || head.status() != (refused ? 403 : 101)) {
            throw new ProtocolException("answered " + head.start() + " " + head.all("postern-proxy-message"));
        }
        if (!refused && !head.has("sec-websocket-accept", TargetSocket.accept(KEY))) {
            throw new ProtocolException("a wrong answer to the key");
        }
        return !refused;
    }

    private void echo() throws IOException {
        int messages = random.nextInt(12);
        for (int i = 0; i < messages; i++) {
            byte[] message = Marked.body(id + "m" + i, SIZES[random.nextInt(SIZES.length)]);
            int opcode = mix.oneIn(2) ? Frames.TEXT : Frames.BINARY;
            int pieces = mix.oneIn(3) ? 2 + random.nextInt(4) : 1;
            history.add(message.length + " octets in " + pieces);
            boolean ping = mix.oneIn(4);
            int size = message.length / pieces;
            for (int piece = 0; piece < pieces; piece++) {
                boolean last = piece == pieces - 1;
                frames.write(
                        piece == 0 ? opcode : Frames.CONTINUED,
                        last,
                        Arrays.copyOfRange(message, piece * size, last ? message.length : (piece + 1) * size));
                if (ping && piece == 0) {
                    frames.write(Frames.PING, true, (id + "p" + i).getBytes(StandardCharsets.US_ASCII));
                }
            }
            for (int piece = 0; piece < pieces; piece++) {
                boolean last = piece == pieces - 1;
                expect(
                        piece == 0 ? opcode : Frames.CONTINUED,
                        Arrays.copyOfRange(message, piece * size, last ? message.length : (piece + 1) * size));
                if (ping && piece == 0) {
                    expect(Frames.PONG, (id + "p" + i).getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
    }

    private void expect(int opcode, byte[] payload) throws IOException {
        Frame frame = frames.read();
        if (frame == null) {
            throw new EOFException("in place of a frame");
        }
        if (frame.opcode() != opcode || !Arrays.equals(frame.payload(), payload)) {
            throw new ProtocolException("a frame " + frame.opcode() + " of " + frame.payload().length
                    + " octets in place of " + opcode + " with " + payload.length);
        }
    }

    private void end() throws IOException {
        int code = CODES[random.nextInt(CODES.length)];
        int way = random.nextInt(9);
        history.add("end " + way);
        switch (way) {
            case 0, 1 -> {
                frames.close(code, "enough");
                expectClose(code, code);
                expectTargetSaw(code);
            }
            case 2 -> {
                command("close " + code);
                expectClose(code, code);
            }
            case 3 -> {
                flood(code);
            }
            case 4 -> {
                frames.write(Frames.BINARY, true, new byte[TOO_LARGE + random.nextInt(2_000_000)]);
                expectClose(1009, 1009);
                expectTargetSaw(1001);
            }
            case 5 -> {
                command("large " + (TOO_LARGE + random.nextInt(2_000_000)));
                expectClose(1009, 1011);
            }
            case 6 -> {
                command(mix.oneIn(2) ? "vanish" : "reset");
                expectClose(1011, 1011);
            }
            case 7 -> {
                socket.shutdownOutput();
                expectTargetSaw(1001);
            }
            default -> {
                if (mix.oneIn(2)) {
                    socket.setSoLinger(true, 0);
                }
                socket.close();
                expectTargetSaw(1001);
            }
        }
    }

    private void command(String words) throws IOException {
        frames.write(Frames.TEXT, true, (TargetSocket.COMMAND + words).getBytes(StandardCharsets.US_ASCII));
    }

    /** Goes on sending while the target closes: what it still sends must not keep it from reading why. */
    private void flood(int code) throws IOException {
        int before = random.nextInt(20);
        setting.writers().execute(() -> {
            try {
                for (int i = 0; i < 60; i++) {
                    if (i == before) {
                        command("close " + code);
                    }
                    frames.write(Frames.BINARY, true, Marked.body(id + "f" + i, 20_000));
                }
            } catch (IOException closed) {
                setting.findings().count("floods that a close ended");
            }
        });
        for (int i = 0; i < before; i++) {
            expect(Frames.BINARY, Marked.body(id + "f" + i, 20_000));
        }
        expectClose(code, code);
    }

    private void expectClose(int one, int other) throws IOException {
        Frame frame;
        try {
            frame = frames.read();
        } catch (SocketException reset) {
            throw new ProtocolException(reset.getMessage() + " in place of the close " + one);
        }
        if (frame == null) {
            throw new EOFException("in place of the close " + one);
        }
        if (frame.opcode() != Frames.CLOSE || (frame.closeCode() != one && frame.closeCode() != other)) {
            throw new ProtocolException(
                    "a frame " + frame.opcode() + " with " + frame.closeCode() + " in place of the close " + one);
        }
    }

    private void expectTargetSaw(int code) throws IOException {
        int saw = setting.target().closeOf(id);
        if (saw != code) {
            throw new ProtocolException("the target saw the close " + saw + " in place of " + code);
        }
    }
}
