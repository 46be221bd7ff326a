package io.postern.bench.soak;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the answers on one connection, and holds each against what was asked. */
final class Answers {

    private final Caller.Setting setting;
    private final Mix mix;
    private final Socket socket;
    private final Wire in;
    /** The one before may have had the connection's last answer. */
    private boolean mayHaveEnded;

    Answers(Caller.Setting setting, Mix mix, Socket socket) throws IOException {
        this.setting = setting;
        this.mix = mix;
        this.socket = socket;
        in = new Wire(socket.getInputStream());
    }

    /** Whether the connection goes on behind the answer to that. */
    boolean read(Asked asked, Burst burst) throws IOException {
        try {
            Head head = begin(asked, burst);
            if (head == null) {
                return false;
            }
            if (head.status() < 0) {
                throw new ProtocolException("not a status line: " + Wire.shortened(head.start()));
            }
            return finish(head, asked, burst);
        } catch (SocketTimeoutException silence) {
            broken(Promise.ANSWERED, "nothing came for 30 s", asked, burst);
        } catch (ProtocolException fault) {
            broken(Promise.ANSWERED, fault.getMessage(), asked, burst);
        }
        return false;
    }

    /** The head of the final answer; null where the connection had ended, as it was free to. */
    private @Nullable Head begin(Asked asked, Burst burst) throws IOException {
        try {
            Head head = in.head();
            boolean sent = false;
            while (head != null && head.status() >= 100 && head.status() < 200) {
                if (head.status() != 100 || !asked.expects() || sent) {
                    throw new ProtocolException("an interim answer: " + head.start());
                }
                sent = true;
                socket.getOutputStream().write(asked.body().getBytes(StandardCharsets.US_ASCII));
                head = in.head();
            }
            if (head != null) {
                mayHaveEnded = false;
                return head;
            }
        } catch (SocketException | EOFException ended) {
            if (!mayHaveEnded && asked.kind() != Asked.Kind.EARLY) {
                throw ended;
            }
        }
        if (mayHaveEnded) {
            setting.findings().count("connections that ended without a word behind a body");
        } else if (asked.kind() != Asked.Kind.EARLY) {
            broken(Promise.KEPT, "the connection ended in its place", asked, burst);
        }
        return null;
    }

    private boolean finish(Head head, Asked asked, Burst burst) throws IOException {
        note(head, asked);
        boolean last = head.has("connection", "close");
        in.slowly(asked.size() > 4000 && mix.oneIn(30));
        String fault;
        try {
            fault = new AnswerCheck(in, head, asked, mix).fault();
            setting.findings().count("answers");
        } catch (SocketException | EOFException cut) {
            if (mayBeCut(asked)) {
                setting.findings().count("answers cut off as they should be");
            } else {
                broken(Promise.WHOLE, cut.getMessage() + " in its body", asked, burst);
            }
            return false;
        } finally {
            in.slowly(false);
        }
        if (!fault.isEmpty()) {
            broken(Promise.ANSWERED, fault, asked, burst);
            return false;
        }
        if (asked.kind() == Asked.Kind.LEFT_EVENTS) {
            return false;
        }
        if (asked.kind() == Asked.Kind.CUT && head.status() == 200) {
            broken(Promise.WHOLE, "it looks whole", asked, burst);
        }
        return goesOn(last, asked, burst);
    }

    private static boolean mayBeCut(Asked asked) {
        return switch (asked.kind()) {
            case CUT, LEFT_EVENTS, EARLY -> true;
            default -> false;
        };
    }

    private void note(Head head, Asked asked) {
        String id = head.first("postern-request-id");
        boolean withoutProxy = asked.kind() == Asked.Kind.UNREADABLE || head.status() == 404;
        if (id != null && !withoutProxy && !setting.logged().add(id)) {
            setting.findings().broken(Promise.ANSWERED, "two answers with the id " + id);
        }
    }

    private boolean goesOn(boolean last, Asked asked, Burst burst) throws IOException {
        mayHaveEnded = asked.mayEnd() || (asked.expects() && asked.kind() == Asked.Kind.REFUSED);
        if (last && !mayHaveEnded) {
            broken(Promise.KEPT, "its answer is the last one, and nobody asked for that", asked, burst);
        }
        if (!last && (asked.asksForTheEnd() || asked.kind() == Asked.Kind.UNREADABLE)) {
            broken(Promise.KEPT, "its answer is not the last one", asked, burst);
            return false;
        }
        if (last) {
            expectEnd(asked, burst);
            return false;
        }
        // Its body was never sent, and can't be left out on this connection.
        return !(asked.expects() && asked.kind() == Asked.Kind.REFUSED);
    }

    private void expectEnd(Asked asked, Burst burst) throws IOException {
        try {
            int more = in.octet();
            if (more >= 0) {
                broken(Promise.KEPT, "behind the last answer comes more", asked, burst);
            }
        } catch (SocketException reset) {
            setting.findings().count("connections that were reset behind their last answer");
        }
    }

    private void broken(Promise promise, @Nullable String what, Asked asked, Burst burst) {
        setting.findings().broken(promise, what + " at " + asked + burst.history(asked));
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
