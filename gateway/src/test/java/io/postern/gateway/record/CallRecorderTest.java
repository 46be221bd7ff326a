package io.postern.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallRecorderTest {

    @Test
    void nextIdWhenMadeThenBeginsWithTheTimeAndIsOfNoOtherCall() {
        long before = System.currentTimeMillis();
        List<String> ids = Stream.generate(CallRecorder::nextId).limit(10_000).toList();
        long after = System.currentTimeMillis();

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{32}"));
        assertThat(ids)
                .allSatisfy(id ->
                        assertThat(Long.parseLong(id.substring(0, 12), 16)).isBetween(before, after));
        assertThat(ids.stream().map(id -> id.substring(12, 16)).distinct().count())
                .isGreaterThan(1_000);
    }
}
