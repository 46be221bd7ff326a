package io.postern.gateway.failure;

/** What a step answers: its value, or why the call ends here. Never null, and never empty. */
public sealed interface Outcome<T> {

    /** The call goes on with this value. */
    record Passed<T>(T value) implements Outcome<T> {}

    /** The call ends here. */
    record Refused<T>(Refusal refusal) implements Outcome<T> {}

    /**
     * The value, for the one filter that writes refusals.
     *
     * @throws RefusedException where the call ends here
     */
    default T orRefuse() {
        if (this instanceof Refused<T> refused) {
            throw new RefusedException(refused.refusal());
        }
        return ((Passed<T>) this).value();
    }

    static <T> Outcome<T> passed(T value) {
        return new Passed<>(value);
    }

    static <T> Outcome<T> refused(Refusal refusal) {
        return new Refused<>(refusal);
    }
}
