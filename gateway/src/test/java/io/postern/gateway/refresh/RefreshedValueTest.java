package io.postern.gateway.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class RefreshedValueTest {

    private static final RefreshTimes TIMES = new RefreshTimes(
            Duration.ofSeconds(40),
            Duration.ofSeconds(60),
            Duration.ofSeconds(600),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30));

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);

    /** The reads in their order, each to be answered by the test. */
    private final List<Sinks.One<String>> reads = new ArrayList<>();

    private final RefreshedValue<String> value = new RefreshedValue<>(
            new RefreshSource<>() {
                @Override
                public Mono<String> read() {
                    Sinks.One<String> read = Sinks.one();
                    reads.add(read);
                    return read.asMono();
                }

                @Override
                public boolean isFinal(Throwable failure) {
                    return failure instanceof IllegalArgumentException;
                }

                @Override
                public Refusal refusal(Throwable failure) {
                    return Refusal.of(
                            RefusalCode.INTERNAL_ERROR, failure.getClass().getSimpleName());
                }
            },
            TIMES,
            now::get);

    /** What a caller has got so far: one outcome at most. */
    private static List<String> subscribe(Mono<Outcome<String>> answer) {
        List<String> got = new ArrayList<>();
        answer.subscribe(outcome -> got.add(
                outcome instanceof Outcome.Passed<String> passed
                        ? passed.value()
                        : ((Outcome.Refused<String>) outcome).refusal().message()));
        return got;
    }

    private List<String> get() {
        return subscribe(value.get());
    }

    private void answer(int read, String text) {
        reads.get(read).tryEmitValue(text);
    }

    private void fail(int read, Throwable failure) {
        reads.get(read).tryEmitError(failure);
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void keep(String text) {
        List<String> got = get();
        answer(0, text);
        assertThat(got).containsExactly(text);
    }

    @Test
    void getWhenNothingIsKeptThenAllWaitForOneRead() {
        List<String> one = get();
        List<String> two = get();
        assertThat(one).isEmpty();
        answer(0, "a");
        assertThat(one).containsExactly("a");
        assertThat(two).containsExactly("a");
        assertThat(reads).hasSize(1);
    }

    @Test
    void getWhenRefreshIsDueThenOldValueAtOnceAndNewOneLater() {
        keep("a");
        pass(40);
        assertThat(get()).containsExactly("a");
        assertThat(get()).containsExactly("a");
        assertThat(reads).hasSize(2);
        answer(1, "b");
        assertThat(get()).containsExactly("b");
    }

    @Test
    void getWhenTooOldThenWaitsForTheReadAndGetsItsValue() {
        keep("a");
        pass(60);
        List<String> got = get();
        assertThat(got).isEmpty();
        answer(1, "b");
        assertThat(got).containsExactly("b");
    }

    @Test
    void getWhenTooOldAndTheReadFailsThenOldValueUntilItIsRefused() {
        keep("a");
        pass(60);
        List<String> got = get();
        fail(1, new IllegalStateException());
        assertThat(got).containsExactly("a");
        // No new read within the failure's time, and nobody waits.
        assertThat(get()).containsExactly("a");
        assertThat(reads).hasSize(2);
        pass(540);
        got = get();
        fail(2, new IllegalStateException());
        assertThat(got).containsExactly("IllegalStateException");
        assertThat(get()).containsExactly("IllegalStateException");
        assertThat(reads).hasSize(3);
    }

    @Test
    void getWhenFailureIsFinalThenOldValueIsServedToNobody() {
        keep("a");
        pass(40);
        assertThat(get()).containsExactly("a");
        fail(1, new IllegalArgumentException());
        assertThat(get()).containsExactly("IllegalArgumentException");
        assertThat(value.age()).isNull();
        pass(3);
        List<String> got = get();
        answer(2, "b");
        assertThat(got).containsExactly("b");
    }

    @Test
    void getWhenReadTakesLongThenValueIsAsOldAsTheReadsBeginning() {
        List<String> got = get();
        pass(20);
        answer(0, "a");
        assertThat(got).containsExactly("a");
        assertThat(value.age()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void rereadWhenAReadIsUnderWayThenJoinsIt() {
        List<String> first = get();
        List<String> second = subscribe(value.reread(Duration.ofSeconds(10)));
        answer(0, "a");
        assertThat(first).containsExactly("a");
        assertThat(second).containsExactly("a");
        assertThat(reads).hasSize(1);
    }

    @Test
    void rereadWhenIntervalIsNotOverThenKeptValue() {
        keep("a");
        pass(9);
        assertThat(subscribe(value.reread(Duration.ofSeconds(10)))).containsExactly("a");
        assertThat(reads).hasSize(1);
    }

    @Test
    void rereadWhenIntervalIsOverThenWaitsForANewReadWhileOthersDoNot() {
        keep("a");
        pass(10);
        List<String> got = subscribe(value.reread(Duration.ofSeconds(10)));
        assertThat(got).isEmpty();
        assertThat(get()).containsExactly("a");
        answer(1, "b");
        assertThat(got).containsExactly("b");
    }

    @Test
    void rereadWhenItFailsThenKeptValue() {
        keep("a");
        pass(10);
        List<String> got = subscribe(value.reread(Duration.ofSeconds(10)));
        fail(1, new IllegalStateException());
        assertThat(got).containsExactly("a");
    }

    @Test
    void timesWhenOutOfOrderThenRefused() {
        assertThatThrownBy(() -> new RefreshTimes(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
