package io.postern.gateway.expiry;

import java.time.Instant;
import java.util.function.BiConsumer;

/** One kind of things with which credentials end. Each bean of this type is looked at ({@link ExpiryMeters}). */
public interface ExpirySource {

    /** {@code certificate}, {@code secret} (a stored one), {@code token} or {@code lease}; of each one source only. */
    String what();

    /** Tells of each credential in use when what it has ends; of one with several, any number of times. */
    void tell(BiConsumer<String, Instant> ends);
}
