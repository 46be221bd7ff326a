package io.postern.core.request;

/** A part of a request has no form that every server reads alike, so that nothing can be decided about it. */
public final class AmbiguousRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Which part of the request. */
    public enum Part {
        PATH,
        QUERY,
        HEADER
    }

    private final Part part;
    private final String reason;

    public AmbiguousRequestException(Part part, String reason) {
        // No stack trace: it is an answer, not a defect, and hostile callers must not make it expensive.
        super(reason, null, false, false);
        this.part = part;
        this.reason = reason;
    }

    public Part part() {
        return part;
    }

    /** A sentence for the caller, which repeats nothing of the request. */
    public String reason() {
        return reason;
    }
}
