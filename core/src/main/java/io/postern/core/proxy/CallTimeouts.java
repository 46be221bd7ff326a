package io.postern.core.proxy;

import io.postern.core.field.InvalidFieldsException;
import java.time.Duration;

/**
 * How long one call waits, each in whole milliseconds.
 *
 * @param connectMillis for a connection to the target, TLS included: 100 to 60,000
 * @param firstByteMillis from the sent request to the answer's first byte: 100 to 900,000
 * @param idleMillis for the next bytes in either direction once the answer has begun, WebSockets too: 1,000 to 3,600,000
 */
public record CallTimeouts(int connectMillis, int firstByteMillis, int idleMillis) {

    public static final CallTimeouts DEFAULT = new CallTimeouts(5_000, 60_000, 300_000);

    public CallTimeouts {
        check("connectMillis", connectMillis, 100, 60_000);
        check("firstByteMillis", firstByteMillis, 100, 900_000);
        check("idleMillis", idleMillis, 1_000, 3_600_000);
    }

    private static void check(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw InvalidFieldsException.of("must be from " + least + " to " + most, field);
        }
    }

    public Duration connect() {
        return Duration.ofMillis(connectMillis);
    }

    public Duration firstByte() {
        return Duration.ofMillis(firstByteMillis);
    }

    public Duration idle() {
        return Duration.ofMillis(idleMillis);
    }
}
