package io.postern.gateway.failure;

/** Carries a refusal through a reactive chain that can't answer with a value, such as a body that breaks a bound while it streams. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        // No stack trace: it is an answer, not a defect, and hostile callers must not make it expensive.
        super(refusal.code().word(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
