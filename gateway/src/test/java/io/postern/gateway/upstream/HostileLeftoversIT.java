package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a target says without having been asked never reaches another call, however much or little of it there is. */
class HostileLeftoversIT extends WithHostileTarget {

    private static final String POISON = "HTTP/1.1 200 OK\r\nX-Poison: 1\r\nContent-Length: 6\r\n\r\npoison";

    /** After each of these the connection may be used again. */
    private static final List<String> ANSWERS = List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nok");

    /** Half a first line, a head that lacks its end, a body that lacks some: at each octet, behind an answer in one segment. */
    @ParameterizedTest
    @MethodSource("lengths")
    void sendWhenAnAnswerHasOctetsBehindItThenNoOtherCallSeesThem(int length) throws Exception {
        for (String answer : ANSWERS) {
            hostile.script = peer -> HostileTarget.send(peer, answer + POISON.substring(0, length));
            assertOwn(answer + " and " + length);
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void sendWhenOctetsComeLaterThenNoOtherCallSeesThem(int length) throws Exception {
        for (String answer : ANSWERS) {
            hostile.script = peer -> {
                HostileTarget.send(peer, answer);
                OneLoop.turn();
                HostileTarget.send(peer, POISON.substring(0, length));
            };
            assertOwn(answer + " and " + length);
        }
    }

    static IntStream lengths() {
        return IntStream.concat(IntStream.rangeClosed(1, 20), IntStream.of(28, 29, 30, 48, 49, 50, 51, 56));
    }

    private void assertOwn(String what) throws Exception {
        CallerAnswer got = hostile.get();
        assertThat(got.whole()).as(what).isTrue();
        assertThat(got.outcome()).as(what).doesNotContain("poison").doesNotContain("HTTP");
        hostile.awaitSilence();
        hostile.assertNextCallsAreUntouched();
    }

    @ParameterizedTest
    @MethodSource("others")
    void sendWhenWhatIsLeftOverIsNoAnswerThenNoOtherCallSeesIt(String leftover) throws Exception {
        for (String answer : ANSWERS) {
            hostile.script = HostileTarget.playing(answer + leftover);
            assertOwn(answer + leftover);
            hostile.script = HostileTarget.playing(answer + "{turn}" + leftover + "{turn}");
            assertOwn(answer + leftover);
        }
    }

    static Stream<String> others() {
        List<String> others = new ArrayList<>(List.of(
                "~",
                "~~",
                "{LF}",
                "{CR}",
                "{SP}",
                "{NUL}",
                "x",
                "HTTP/1.1 100 Continue~~",
                "HTTP/1.1 101 Upgrade~~poison",
                "HTTP/1.1 408 Request Timeout~Connection: close~Content-Length: 0~~{close}",
                "0~~"));
        others.add("poison".repeat(50_000));
        others.add("HTTP/1.1 200 OK~Content-Length: 6~~poison".repeat(50));
        return others.stream();
    }

    /** The half of the next answer's head is sent behind the first, and the rest once it is asked for. */
    @Test
    void sendWhenHalfOfTheNextAnswerCameTooEarlyThenItsRestMakesNoAnswer() throws Exception {
        hostile.script = peer -> {
            HostileTarget.send(peer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nX-Poison: ");
            peer.head();
            HostileTarget.send(peer, "1\r\nContent-Length: 6\r\n\r\npoison");
        };
        HostileTarget.assertOutcome("the first", hostile.get(), "200 ok");
        OneLoop.turn();
        hostile.assertNextCallsAreUntouched();
    }
}
