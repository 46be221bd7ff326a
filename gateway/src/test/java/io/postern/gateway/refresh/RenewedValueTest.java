package io.postern.gateway.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Values that say themselves how long they are good, renewed in the background: read at 50 s, waited for and refused at 100 s. */
class RenewedValueTest {

    private static final RefreshTimes USUAL = new RefreshTimes(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(16),
            Duration.ofSeconds(30));

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final List<String> read = new ArrayList<>();
    private boolean failing;

    private final RefreshedValue<String> value = new RefreshedValue<>(
            new RefreshSource<>() {
                @Override
                public Mono<String> read() {
                    return reading().map(Reading::value);
                }

                @Override
                public Mono<Reading<String>> reading() {
                    // Interned, for a value is known by being the same object.
                    String next = ("value " + read.size()).intern();
                    read.add(next);
                    return failing
                            ? Mono.error(new IllegalStateException())
                            : Mono.just(new Reading<>(
                                    next,
                                    USUAL.good(
                                            Duration.ofSeconds(50), Duration.ofSeconds(100), Duration.ofSeconds(100))));
                }

                @Override
                public boolean isFinal(Throwable failure) {
                    return false;
                }

                @Override
                public Refusal refusal(Throwable failure) {
                    return Refusal.of(RefusalCode.INTERNAL_ERROR, "refused");
                }
            },
            USUAL,
            () -> clock.now(TimeUnit.NANOSECONDS),
            new Renewal(clock, Duration.ofSeconds(20)));

    @AfterEach
    void close() {
        value.close();
        clock.dispose();
    }

    private static String text(Mono<Outcome<String>> answer) {
        Outcome<String> outcome = answer.block(Duration.ZERO);
        return outcome instanceof Outcome.Passed<String> passed ? passed.value() : "refused";
    }

    private String get() {
        return text(value.get());
    }

    private String replace(String useless, Duration ago) {
        return text(value.replace(useless, clock.now(TimeUnit.NANOSECONDS) - ago.toNanos(), Duration.ofSeconds(10)));
    }

    private void pass(int seconds) {
        clock.advanceTimeBy(Duration.ofSeconds(seconds));
    }

    @Test
    void getWhenUsedInTheFirstHalfThenRenewedWithoutACallAndWarmAfterTheEnd() {
        assertThat(get()).isEqualTo("value 0");
        pass(49);
        assertThat(read).hasSize(1);
        pass(1);
        assertThat(read).hasSize(2);
        pass(51);
        assertThat(get()).isEqualTo("value 1");
    }

    @Test
    void renewalWhenNotUsedSinceTheLastThenEndsUntilACallComes() {
        get();
        pass(1_000);
        assertThat(read).hasSize(2);
        assertThat(get()).isEqualTo("value 2");
        pass(50);
        assertThat(read).hasSize(4);
    }

    @Test
    void renewalWhenUsedShortlyBeforeThenGoesOn() {
        get();
        for (int i = 0; i < 100; i++) {
            pass(15);
            assertThat(get()).isEqualTo("value " + (read.size() - 1));
        }
        assertThat(read).hasSize(31);
    }

    @Test
    void renewalWhenItFailsThenRepeatedWithLongerPausesAndKeptValueServedToItsEnd() {
        get();
        failing = true;
        pass(99);
        assertThat(get()).isEqualTo("value 0");
        // Pauses of 2, 4, 8, 16, 16 … seconds, and up to half of it more: in 49 seconds 4 to 6 tries.
        assertThat(read).hasSizeBetween(5, 7);
        pass(40);
        assertThat(get()).isEqualTo("refused");
        int tries = read.size();
        pass(1_000);
        assertThat(read).as("without a value, only calls cause reads").hasSize(tries);
        failing = false;
        assertThat(get()).isEqualTo("value " + tries);
    }

    @Test
    void renewalWhenClosedThenEnds() {
        get();
        value.close();
        pass(60);
        assertThat(read).hasSize(1);
    }

    @Test
    void replaceWhenValueWasReadBeforeTheCallThenReadOnce() {
        get();
        pass(20);
        assertThat(replace("value 0", Duration.ofSeconds(1))).isEqualTo("value 1");
        assertThat(replace("value 0", Duration.ofSeconds(1)))
                .as("another call's")
                .isEqualTo("value 1");
        assertThat(read).hasSize(2);
    }

    @Test
    void replaceWhenValueWasReadForTheCallThenTheSame() {
        get();
        pass(20);
        assertThat(replace("value 0", Duration.ofSeconds(30))).isEqualTo("value 0");
        assertThat(read).hasSize(1);
    }

    @Test
    void replaceWhenReplacedShortlyBeforeThenTheSame() {
        get();
        pass(20);
        assertThat(replace("value 0", Duration.ZERO)).isEqualTo("value 1");
        pass(9);
        assertThat(replace("value 1", Duration.ZERO)).isEqualTo("value 1");
        pass(1);
        assertThat(replace("value 1", Duration.ZERO)).isEqualTo("value 2");
    }

    @Test
    void replaceWhenTheReadFailsThenTheSameAndNoOtherReadForAWhile() {
        get();
        pass(20);
        failing = true;
        assertThat(replace("value 0", Duration.ZERO)).isEqualTo("value 0");
        assertThat(replace("value 0", Duration.ZERO)).isEqualTo("value 0");
        assertThat(read).hasSize(2);
    }

    @Test
    void leftThenCountsDownToTheEnd() {
        assertThat(value.left()).isNull();
        get();
        pass(20);
        assertThat(value.left()).isEqualTo(Duration.ofSeconds(80));
        assertThat(value.age()).isEqualTo(Duration.ofSeconds(20));
    }
}
