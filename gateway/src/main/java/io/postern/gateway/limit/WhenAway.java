package io.postern.gateway.limit;

/** What becomes of calls with a limit while those who count together can't be asked. */
public enum WhenAway {
    /** Each gateway counts alone. */
    LOCAL,
    /** They are refused. */
    DENY
}
