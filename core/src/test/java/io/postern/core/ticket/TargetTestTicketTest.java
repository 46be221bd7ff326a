package io.postern.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.hash.CallerHashProperties;
import io.postern.core.hash.CallerHasher;
import io.postern.core.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTestTicketTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final CallerHasher HASHER = hasher('a');
    private static final TargetTestTicket TICKET =
            new TargetTestTicket("cli_1", "tgt_1", "cred_1", "tkt_1", NOW.plusSeconds(30));

    @Test
    void verifyWhenIssuedWithTheSameKeyThenGivesTheTicketBack() {
        assertThat(TargetTestTicket.verify(TICKET.issue(HASHER), HASHER, NOW)).contains(TICKET);
    }

    @Test
    void verifyWhenItHasExpiredThenEmpty() {
        assertThat(TargetTestTicket.verify(TICKET.issue(HASHER), HASHER, NOW.plusSeconds(30)))
                .isEmpty();
    }

    @Test
    void verifyWhenIssuedWithAnotherKeyThenEmpty() {
        assertThat(TargetTestTicket.verify(TICKET.issue(hasher('b')), HASHER, NOW))
                .isEmpty();
    }

    @Test
    void verifyWhenAnyCharacterIsChangedThenEmpty() {
        String text = TICKET.issue(HASHER);
        for (int i = 0; i < text.length() - 1; i++) {
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            String changed = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(TargetTestTicket.verify(changed, HASHER, NOW))
                    .as("character %d", i)
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "'', no ticket at all",
        "., only a dot",
        "..., only dots",
        "eyJhbGciOiJub25lIn0.e30., an unsigned token",
        "not a ticket, text",
    })
    void verifyWhenItIsNoTicketThenEmpty(String text, String reason) {
        assertThat(TargetTestTicket.verify(text, HASHER, NOW)).as(reason).isEmpty();
    }

    private static CallerHasher hasher(char fill) {
        byte[] key = String.valueOf(fill).repeat(32).getBytes(StandardCharsets.US_ASCII);
        SecretValue text = SecretValue.of(Base64.getEncoder().encodeToString(key));
        return CallerHasher.create(new CallerHashProperties(List.of(new CallerHashProperties.Key("k1", text, null))));
    }
}
