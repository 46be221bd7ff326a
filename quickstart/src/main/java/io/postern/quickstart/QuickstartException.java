package io.postern.quickstart;

import org.jspecify.annotations.Nullable;

/** The quickstart can't go on; the message tells whoever started it why, and what to do. */
final class QuickstartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QuickstartException(String message) {
        super(message);
    }

    QuickstartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
