package io.postern.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Position FIFTH = new Position(5, NOON);

    private static Changes.Row row(long revision, String kind, String id) {
        return new Changes.Row(new Position(revision, NOON.plusSeconds(revision - 5)), kind, id);
    }

    @Test
    void continuousWhenTheLogStillHasOurRowThenTrueWhateverTheNextNumberIs() {
        assertThat(new Changes(FIFTH, List.of(row(5, "proxy", "prx_1"))).continuous())
                .isTrue();
        assertThat(new Changes(FIFTH, List.of(row(5, "proxy", "prx_1"), row(9, "proxy", "prx_2"))).continuous())
                .isTrue();
    }

    @Test
    void continuousWhenOurRowIsGoneThenFalse() {
        assertThat(new Changes(FIFTH, List.of()).continuous()).isFalse();
        assertThat(new Changes(FIFTH, List.of(row(6, "proxy", "prx_1"))).continuous())
                .isFalse();
    }

    @Test
    void continuousWhenTheNumberIsOfAnotherHistoryThenFalse() {
        Changes.Row other = new Changes.Row(new Position(5, NOON.plusMillis(1)), "proxy", "prx_1");
        assertThat(new Changes(FIFTH, List.of(other)).continuous()).isFalse();
    }

    @Test
    void continuousWhenTheLogWasEmptyThenOnlyWhileItStaysSo() {
        assertThat(new Changes(Position.NONE, List.of()).continuous()).isTrue();
        assertThat(new Changes(Position.NONE, List.of(row(1, "proxy", "prx_1"))).continuous())
                .isFalse();
    }

    @Test
    void touchedWhenRowsAreOfSeveralKindsThenGroupsTheirIdsWithoutOurOwnRow() {
        Changes changes = new Changes(
                FIFTH,
                List.of(
                        row(5, "proxy", "prx_own"),
                        row(6, "proxy", "prx_1"),
                        row(7, "target", "tgt_1"),
                        row(8, "credential", "cred_1"),
                        row(9, "client", "cl_1"),
                        row(10, "webhook", "whk_1"),
                        row(11, "proxy", "prx_1")));
        assertThat(changes.touched().proxies()).containsExactly("prx_1");
        assertThat(changes.touched().targets()).containsExactly("tgt_1");
        assertThat(changes.touched().credentials()).containsExactly("cred_1");
        assertThat(changes.size()).isEqualTo(6);
        assertThat(changes.end().revision()).isEqualTo(11);
        assertThat(changes.oldest()).isEqualTo(NOON.plusSeconds(1));
    }
}
