package io.postern.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MixTest {

    private static List<String> said(long seed, int connection) {
        Mix mix = new Mix(seed, connection);
        return Stream.generate(mix::burst)
                .limit(200)
                .flatMap(List::stream)
                .map(Asked::toString)
                .toList();
    }

    @Test
    void burstWhenTheSeedIsTheSameThenEachConnectionAsksTheSame() {
        assertThat(said(7, 3)).isEqualTo(said(7, 3)).isNotEqualTo(said(8, 3)).isNotEqualTo(said(7, 4));
    }

    @Test
    void burstThenEveryKindIsAskedForAndNoMarkTwice() {
        Mix mix = new Mix(1, 1);
        List<Asked> asked =
                Stream.generate(mix::burst).limit(2000).flatMap(List::stream).toList();
        assertThat(asked.stream().map(Asked::kind)).contains(Asked.Kind.values());
        assertThat(asked.stream().map(Asked::id)).doesNotHaveDuplicates();
    }
}
