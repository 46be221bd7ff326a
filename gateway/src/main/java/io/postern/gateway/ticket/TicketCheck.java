package io.postern.gateway.ticket;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.postern.core.hash.CallerHasher;
import io.postern.core.ticket.Ticket;
import io.postern.core.ticket.TicketPurpose;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Takes the admin API's tickets, each one once in this process. */
public final class TicketCheck {

    private final CallerHasher hasher;
    private final Clock clock;
    // A ticket lives 30 seconds; one that is remembered for longer than that can't be used twice.
    private final Cache<String, Boolean> used = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMinutes(2))
            .maximumSize(100_000)
            .build();

    TicketCheck(CallerHasher hasher, Clock clock) {
        this.hasher = hasher;
        this.clock = clock;
    }

    /** The ticket, which is used up by this; empty where it is none of ours for that purpose, is too old, or was used. */
    public Optional<Ticket> take(TicketPurpose purpose, String text) {
        return Ticket.verify(purpose, text, hasher, clock.instant())
                .filter(ticket -> used.asMap().putIfAbsent(ticket.ticketId(), true) == null);
    }
}
