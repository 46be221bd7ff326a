package io.postern.admin.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResourceIdTest {

    @Test
    void nextWhenAskedOftenThenEveryIdIsGreaterThanTheOneBefore() {
        List<String> ids = IntStream.range(0, 100_000)
                .mapToObj(i -> ResourceId.next("tgt_"))
                .toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void nextWhenAskedByManyThreadsThenNoIdComesTwice() {
        List<String> ids = IntStream.range(0, 20_000)
                .parallel()
                .mapToObj(i -> ResourceId.next("prx_"))
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void nextThenIsPrefixedAndSafeInUrls() {
        assertThat(Collections.nCopies(100, "cred_").stream().map(ResourceId::next))
                .allMatch(id -> id.matches("cred_[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}"));
    }
}
