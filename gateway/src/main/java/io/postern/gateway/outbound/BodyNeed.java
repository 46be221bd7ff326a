package io.postern.gateway.outbound;

/** What has to be at hand of a request's body before the injection. */
public sealed interface BodyNeed {

    /** Nothing: the body streams through. */
    BodyNeed NONE = new None();

    /** The whole body as {@link OutboundRequest#json()}. */
    BodyNeed JSON = new Json();

    record None() implements BodyNeed {}

    record Json() implements BodyNeed {}

    /**
     * The whole body as {@link OutboundRequest#wholeBody()}.
     *
     * @param most in bytes; the operator's own bound may be lower
     * @param orStreamed whether a body that says it is longer may stream through instead; else it is refused. A longer one
     *     that does not say so is refused either way.
     */
    record Bytes(int most, boolean orStreamed) implements BodyNeed {}
}
