package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where an answer is split into segments makes no difference; where it ends makes all of it: at each octet before its end it is
 * refused or cut, and only at its end it is whole. Small answers pass in one piece and longer ones as they come, so both are tried.
 */
@Timeout(60)
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SplitAnswersIT {

    private static final String CHUNKED = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-A: b\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n4;x=y\r\nwhol\r\n1\r\ne\r\n0\r\nX-T: t\r\n\r\n";
    private static final String LENGTH = "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 5\r\n\r\nwhole";
    private static final String UNTIL_CLOSE = "HTTP/1.0 200 OK\r\nX-A: b\r\n\r\nwhole";
    private static final String NONE = "HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n";

    private HostileTarget small;
    private HostileTarget passing;

    @BeforeAll
    void start() {
        small = new HostileTarget();
        passing = new HostileTarget("small-body=0B");
    }

    @AfterAll
    void stop() throws Exception {
        small.close();
        passing.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {LENGTH, CHUNKED, NONE})
    void sendWhenTheAnswerIsSplitAnywhereThenItIsTheSame(String answer) throws Exception {
        for (HostileTarget hostile : new HostileTarget[] {small, passing}) {
            int before = hostile.target.connections.get();
            for (int i = 1; i < answer.length(); i++) {
                int at = i;
                hostile.script = peer -> {
                    HostileTarget.send(peer, answer.substring(0, at));
                    OneLoop.turn();
                    HostileTarget.send(peer, answer.substring(at));
                };
                assertWhole(hostile, answer, at);
            }
            assertThat(hostile.target.connections).as("all on one connection").hasValueLessThan(before + 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LENGTH, CHUNKED, NONE, UNTIL_CLOSE})
    void sendWhenEachOctetIsASegmentThenItIsTheSame(String answer) throws Exception {
        for (HostileTarget hostile : new HostileTarget[] {small, passing}) {
            hostile.script = peer -> {
                for (int i = 0; i < answer.length(); i++) {
                    HostileTarget.send(peer, answer.substring(i, i + 1));
                    OneLoop.turn();
                }
                if (answer.equals(UNTIL_CLOSE)) {
                    peer.socket.close();
                }
            };
            assertWhole(hostile, answer, 1);
        }
    }

    private static void assertWhole(HostileTarget hostile, String answer, int at) throws Exception {
        CallerAnswer got = hostile.get();
        assertThat(got.outcome()).as("split at %d", at).isEqualTo(answer.equals(NONE) ? "204 " : "200 whole");
        assertThat(got.header("x-a")).containsExactly("b");
        assertThat(got.header("x-t")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {LENGTH, CHUNKED, NONE})
    void sendWhenTheConnectionEndsAnywhereThenOnlyTheWholeIsWhole(String answer) throws Exception {
        for (HostileTarget hostile : new HostileTarget[] {small, passing}) {
            for (int i = 0; i < answer.length(); i++) {
                int at = i;
                hostile.script = peer -> {
                    HostileTarget.send(peer, answer.substring(0, at));
                    peer.socket.close();
                };
                HostileTarget.assertOutcome("closed at " + at, hostile.get(), "upstream_broken or cut");
                hostile.script = peer -> {
                    HostileTarget.send(peer, answer.substring(0, at));
                    OneLoop.turn();
                    peer.reset();
                };
                HostileTarget.assertOutcome(
                        "reset at " + at, hostile.get(), "upstream_broken or upstream_unreachable or cut");
            }
            hostile.script = peer -> {
                HostileTarget.send(peer, answer);
                peer.socket.close();
            };
            assertWhole(hostile, answer, answer.length());
            hostile.script = peer -> {
                HostileTarget.send(peer, answer);
                OneLoop.turn();
                peer.reset();
            };
            assertWhole(hostile, answer, answer.length());
            hostile.assertNextCallsAreUntouched();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendWhenTheBodyLastsUntilTheEndThenAResetIsNoEnd(boolean reset) throws Exception {
        int head = UNTIL_CLOSE.indexOf("\r\n\r\n") + 4;
        for (HostileTarget hostile : new HostileTarget[] {small, passing}) {
            for (int i = 0; i <= UNTIL_CLOSE.length(); i++) {
                int at = i;
                hostile.script = peer -> {
                    HostileTarget.send(peer, UNTIL_CLOSE.substring(0, at));
                    if (reset) {
                        OneLoop.turn();
                        peer.reset();
                    } else {
                        peer.socket.close();
                    }
                };
                HostileTarget.assertOutcome(
                        "ended at " + at,
                        hostile.get(),
                        at < head || reset
                                ? "upstream_broken or upstream_unreachable or cut"
                                : "200 " + UNTIL_CLOSE.substring(head, at));
            }
            hostile.assertNextCallsAreUntouched();
        }
    }
}
