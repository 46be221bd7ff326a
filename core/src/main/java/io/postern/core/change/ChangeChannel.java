package io.postern.core.change;

/** What writers and readers of the change log agree on beside its table. */
public final class ChangeChannel {

    /** The LISTEN/NOTIFY channel; the payload is the revision as a decimal number, and only wakes the reader. */
    public static final String NAME = "postern_change";

    /** Key of the transaction-level advisory lock that puts appends into the order of their commits. */
    public static final long APPEND_LOCK = 0x706F737465726E01L;

    private ChangeChannel() {}
}
