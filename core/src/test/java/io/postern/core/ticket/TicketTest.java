package io.postern.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.hash.CallerHashProperties;
import io.postern.core.hash.CallerHasher;
import io.postern.core.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final CallerHasher HASHER = hasher('a');
    private static final Map<String, String> PARTS =
            Map.of(Ticket.CLIENT, "cli_1", Ticket.TARGET, "tgt_1", Ticket.CREDENTIAL, "cred_1");
    private static final Ticket TICKET = new Ticket(TicketPurpose.TARGET_TEST, PARTS, "tkt_1", NOW.plusSeconds(30));

    @Test
    void verifyWhenIssuedWithTheSameKeyThenGivesTheTicketBack() {
        assertThat(Ticket.verify(TicketPurpose.TARGET_TEST, TICKET.issue(HASHER), HASHER, NOW))
                .contains(TICKET);
    }

    @Test
    void verifyWhenItHasExpiredThenEmpty() {
        assertThat(Ticket.verify(TicketPurpose.TARGET_TEST, TICKET.issue(HASHER), HASHER, NOW.plusSeconds(30)))
                .isEmpty();
    }

    @Test
    void verifyWhenIssuedWithAnotherKeyThenEmpty() {
        assertThat(Ticket.verify(TicketPurpose.TARGET_TEST, TICKET.issue(hasher('b')), HASHER, NOW))
                .isEmpty();
    }

    @Test
    void verifyWhenAnyCharacterIsChangedThenEmpty() {
        String text = TICKET.issue(HASHER);
        for (int i = 0; i < text.length() - 1; i++) {
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            String changed = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(Ticket.verify(TicketPurpose.TARGET_TEST, changed, HASHER, NOW))
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
        assertThat(Ticket.verify(TicketPurpose.TARGET_TEST, text, HASHER, NOW))
                .as(reason)
                .isEmpty();
    }

    @Test
    void verifyWhenItIsForAnotherPurposeThenEmpty() {
        assertThat(Ticket.verify(TicketPurpose.CREDENTIAL_TEST, TICKET.issue(HASHER), HASHER, NOW))
                .isEmpty();

        Ticket other = new Ticket(
                TicketPurpose.CREDENTIAL_TEST,
                Map.of(Ticket.CLIENT, "cli_1", Ticket.CREDENTIAL, "cred_1"),
                "tkt_2",
                NOW.plusSeconds(30));
        String[] parts = other.issue(HASHER).split("\\.", -1);
        String[] wanted = TICKET.issue(HASHER).split("\\.", -1);
        assertThat(Ticket.verify(TicketPurpose.TARGET_TEST, wanted[0] + "." + parts[1] + "." + parts[2], HASHER, NOW))
                .as("the payload under another header")
                .isEmpty();
    }

    @Test
    void verifyWhenOneSideHasANewerKeyThenTakesTheTicketOfEither() {
        CallerHasher before = hasher('a');
        CallerHasher after = hasher('b', 'a');

        assertThat(Ticket.verify(TicketPurpose.TARGET_TEST, TICKET.issue(before), after, NOW))
                .as("the admin API still has the old key only")
                .contains(TICKET);
        assertThat(Ticket.verify(TicketPurpose.TARGET_TEST, TICKET.issue(hasher('a', 'b')), after, NOW))
                .as("the keys stand in another order")
                .contains(TICKET);
        assertThat(Ticket.verify(TicketPurpose.TARGET_TEST, TICKET.issue(after), before, NOW))
                .as("the gateway does not know the key at all")
                .isEmpty();
    }

    @Test
    void ticketWhenItSaysMoreOrLessThanItsPurposeThenIsNone() {
        assertThatThrownBy(() -> new Ticket(TicketPurpose.CREDENTIAL_TEST, PARTS, "tkt_1", NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Ticket(TicketPurpose.TARGET_TEST, Map.of(Ticket.CLIENT, "cli_1"), "t", NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** With these keys, the newest first. */
    private static CallerHasher hasher(char... fills) {
        List<CallerHashProperties.Key> keys = new ArrayList<>();
        for (char fill : fills) {
            byte[] key = String.valueOf(fill).repeat(32).getBytes(StandardCharsets.US_ASCII);
            SecretValue text = SecretValue.of(Base64.getEncoder().encodeToString(key));
            keys.add(new CallerHashProperties.Key("k" + fill, text, null));
        }
        return CallerHasher.create(new CallerHashProperties(keys));
    }
}
