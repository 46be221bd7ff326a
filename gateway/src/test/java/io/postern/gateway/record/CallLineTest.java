package io.postern.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.trace.CallTrace;
import io.postern.gateway.upstream.UpstreamResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class CallLineTest {

    private final Logger calls = (Logger) LoggerFactory.getLogger("postern.calls");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private @Nullable Level level;

    @BeforeEach
    void listen() {
        level = calls.getLevel();
        calls.setLevel(Level.DEBUG);
        calls.setAdditive(false);
        lines.start();
        calls.addAppender(lines);
    }

    @AfterEach
    void leave() {
        calls.detachAppender(lines);
        calls.setLevel(level);
        calls.setAdditive(true);
    }

    @ParameterizedTest
    @CsvSource({
        "answered 200, 0, DEBUG, answered",
        "answered 200, 1, INFO, answered",
        "answered 404, 0, DEBUG, answered",
        "answered 500, 0, INFO, answered",
        "truncated, 0, INFO, truncated",
        "cut off, 0, INFO, truncated",
        "cancelled, 0, INFO, cancelled by the caller",
        "denied, 0, INFO, refused"
    })
    void endedWhenOneOfTheseThenItsLineIsOfThatLevel(String how, double sample, String expected, String words) {
        CallRecord call = ended(how);
        new CallLine(sample).ended(call, CallOutcome.of(call), 1_500_000);

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.toLevel(expected));
            assertThat(line.getMessage()).isEqualTo(words);
            assertThat(line.getKeyValuePairs().toString())
                    .contains("requestId=\"r1\"", "micros=\"1500\"")
                    .doesNotContain("traceId");
        });
    }

    @Test
    void endedWhenAShareIsWrittenThenItIsAboutThatShare() {
        CallRecord call = ended("answered 200");
        CallLine line = new CallLine(0.25);
        for (int i = 0; i < 10_000; i++) {
            line.ended(call, CallOutcome.of(call), 1);
        }
        assertThat(lines.list.stream().filter(event -> event.getLevel() == Level.INFO))
                .as("beyond ten standard deviations of a binomial distribution is no chance")
                .hasSizeBetween(2_060, 2_940);
    }

    private static CallRecord ended(String how) {
        CallRecord call = new CallRecord("r1", "GET", 0, CallTrace.NONE);
        if (how.equals("denied")) {
            call.refused(Refusal.of(RefusalCode.DENIED_BY_RULE, "no"));
        } else if (how.equals("cut off")) {
            call.cutOff();
        } else if (how.equals("truncated")) {
            call.answered(new UpstreamResult(200, 0, 1, Duration.ofMillis(1), false));
        } else if (how.startsWith("answered")) {
            call.answered(new UpstreamResult(Integer.parseInt(how.substring(9)), 0, 1, Duration.ofMillis(1), true));
        }
        return call;
    }
}
