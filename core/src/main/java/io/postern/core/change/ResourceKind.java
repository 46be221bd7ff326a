package io.postern.core.change;

import java.util.Locale;

/** What a change was about. */
public enum ResourceKind {
    CLIENT,
    TARGET,
    CREDENTIAL,
    PROXY,
    RULE;

    /** The word in the change log's rows. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ResourceKind ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
