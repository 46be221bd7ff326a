package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.proxy.CallTimeouts;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets that answer, leave or stall while the caller's body is still on its way. */
class EarlyAnswersIT extends WithHostileTarget {

    private static final String PIECE = "x".repeat(16_384);
    private static final int SOME = 96;
    private static final int MORE_THAN_BUFFERS_HOLD = 640;

    /** The caller sends it as fast as it can, and reads when it can't send any more. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            an answer, and the body is not read     | HTTP/1.1 413 Large~Content-Length: 3~~big                  | 413 big
            an answer that says close               | HTTP/1.1 413 Large~Connection: close~Content-Length: 3~~big | 413 big
            chunks, and the body is not read        | HTTP/1.1 413 Large~Transfer-Encoding: chunked~~3~big~0~~   | 413 big
            no body                                 | HTTP/1.1 204 No Content~~                                  | 204 {SP}
            100, and then an answer                 | HTTP/1.1 100 Continue~~{turn}HTTP/1.1 413 Large~Content-Length: 3~~big | 413 big
            an answer and the end                   | HTTP/1.1 413 Large~Content-Length: 3~~big{turn}{close}     | 413 big
            an answer and a reset                   | HTTP/1.1 413 Large~Content-Length: 3~~big{turn}{reset}     | 413 big
            half an answer and the end              | HTTP/1.1 413 Large~Content-Length: 3~~b{turn}{close}       | refused
            half an answer and a reset              | HTTP/1.1 413 Large~Content-Length: 3~~b{turn}{reset}       | refused
            half of its chunks and the end          | HTTP/1.1 413 Large~Transfer-Encoding: chunked~~3~big~{turn}{close} | refused
            no HTTP                                 | SSH-2.0-OpenSSH_9.2~~                                      | refused
            the end                                 | {close}                                                    | refused
            a reset                                 | {reset}                                                    | refused
            """)
    void sendWhenTheTargetAnswersBeforeTheBodyThen(String what, String answer, String expected) throws Exception {
        for (String framing : new String[] {"Content-Length: " + PIECE.length() * SOME, "Transfer-Encoding: chunked"}) {
            hostile.script = HostileTarget.playing(answer);
            String allowed = expected.replace("{SP}", "").replace("refused", "upstream_broken or upstream_unreachable");
            // A caller that is still sending when its connection ends may lose an answer that was sent to it.
            HostileTarget.assertOutcome(what, upload(framing, SOME), allowed + " or cut");
            hostile.awaitSilence();
            hostile.assertNextCallsAreUntouched();
        }
    }

    /** As a caller does that waits for an answer before it sends its body. */
    @ParameterizedTest
    @CsvSource({
        "Content-Length: 1000, ''",
        "Transfer-Encoding: chunked, ''",
        "Content-Length: 1000, 'Expect: 100-continue'",
        "Transfer-Encoding: chunked, 'Expect: 100-continue'"
    })
    void sendWhenTheTargetAnswersAndTheCallerHasNotSentItsBodyThenTheAnswerIsWhole(String framing, String expect)
            throws Exception {
        hostile.script = HostileTarget.playing("HTTP/1.1 403 No~Content-Length: 2~~no");
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            caller.write("PUT /hostile HTTP/1.1\r\nHost: gateway\r\n" + framing + "\r\n"
                    + (expect.isEmpty() ? "" : expect + "\r\n") + "\r\n");
            HostileTarget.assertOutcome(framing, HostileTarget.answer(caller, false), "403 no");
        }
        hostile.awaitSilence();
        hostile.assertNextCallsAreUntouched();
    }

    /** The target reads all of the body after all, and would answer the next request. */
    @Test
    void sendWhenTheBodyIsReadAfterItsAnswerThenTheNextCallGetsItsOwn() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        hostile.script = peer -> {
            HostileTarget.send(peer, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nearly");
            assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 10; i++) {
                peer.read();
            }
        };
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            caller.write("PUT /hostile HTTP/1.1\r\nHost: gateway\r\nContent-Length: 10\r\n\r\nfirst");
            CallerAnswer answer = CallerAnswer.read(caller.socket.getInputStream(), false);
            answered.countDown();
            HostileTarget.assertOutcome("early", answer, "200 early");
            // Either it is the rest of a body and no request, or the connection has ended.
            write(caller, "restsGET /next/pipelined HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            CallerAnswer next = CallerAnswer.read(caller.socket.getInputStream(), false);
            HostileTarget.assertOutcome("pipelined", next, "200 /next/pipelined or cut");
        }
        hostile.awaitSilence();
        hostile.assertNextCallsAreUntouched();
    }

    /** Each piece of the answer is sent when a piece of the body has come. */
    @Test
    void sendWhenAnswerAndBodyPassAtTheSameTimeThenTheAnswerIsWholeOrCut() throws Exception {
        hostile.script = peer -> {
            HostileTarget.send(peer, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 5; i++) {
                HostileTarget.send(peer, "1\r\n" + (char) peer.read() + "\r\n");
            }
            HostileTarget.send(peer, "0\r\n\r\n");
        };
        hostile.gateway.timeouts = new CallTimeouts(10_000, 15_000, 1_000);
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            caller.write("PUT /hostile HTTP/1.1\r\nHost: gateway\r\nContent-Length: 5\r\n\r\na");
            caller.until("1\r\na\r\n");
            write(caller, "bcde");
            assertThat(caller.rest()).isIn("1\r\nb\r\n1\r\nc\r\n1\r\nd\r\n1\r\ne\r\n0\r\n\r\n", "", "<reset>");
        }
        hostile.awaitSilence();
        hostile.assertNextCallsAreUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset"})
    void sendWhenTheTargetLeavesInTheMiddleOfTheBodyThenItIsRefused(String end) throws Exception {
        hostile.script = peer -> {
            peer.socket.getInputStream().skipNBytes(100_000);
            if (end.equals("reset")) {
                peer.reset();
            } else {
                peer.socket.close();
            }
        };
        HostileTarget.assertOutcome(
                end,
                upload("Content-Length: " + PIECE.length() * SOME, SOME),
                "upstream_broken or upstream_unreachable or cut");
        hostile.awaitSilence();
        hostile.assertNextCallsAreUntouched();
    }

    @Test
    void sendWhenTheTargetStopsReadingTheBodyThenTimeout() throws Exception {
        CountDownLatch stop = new CountDownLatch(1);
        hostile.script = peer -> stop.await();
        hostile.gateway.timeouts = new CallTimeouts(10_000, 500, 1_000);
        HostileTarget.assertOutcome(
                "stalled",
                upload("Content-Length: " + PIECE.length() * MORE_THAN_BUFFERS_HOLD, MORE_THAN_BUFFERS_HOLD),
                "upstream_timeout or cut");
        stop.countDown();
        hostile.awaitSilence();
        hostile.assertNextCallsAreUntouched();
    }

    private CallerAnswer upload(String framing, int pieces) throws IOException {
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            caller.write("PUT /hostile HTTP/1.1\r\nHost: gateway\r\n" + framing + "\r\n\r\n");
            boolean chunked = framing.startsWith("Transfer");
            String piece = chunked ? Integer.toHexString(PIECE.length()) + "\r\n" + PIECE + "\r\n" : PIECE;
            boolean sent = true;
            for (int i = 0; i < pieces && sent; i++) {
                sent = write(caller, piece);
            }
            if (chunked && sent) {
                write(caller, "0\r\n\r\n");
            }
            return CallerAnswer.read(caller.socket.getInputStream(), false);
        }
    }

    /** False: the gateway has closed. */
    private static boolean write(RawCaller caller, String octets) throws IOException {
        try {
            caller.write(octets);
            return true;
        } catch (SocketException closed) {
            return false;
        }
    }
}
