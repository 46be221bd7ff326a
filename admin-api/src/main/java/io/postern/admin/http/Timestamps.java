package io.postern.admin.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Instants as documents have them: ISO 8601 in UTC with exactly three fractional digits, {@code 2024-01-22T12:00:00.000Z}. */
public final class Timestamps {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamps() {}

    public static String text(Instant instant) {
        return FORMAT.format(instant);
    }

    /** The same, or null where there is no such time. */
    public static @Nullable String textOrNull(@Nullable Instant instant) {
        return instant == null ? null : text(instant);
    }

    /** Now, as exact as documents are, so that an answer and a later read of the row agree. */
    public static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
