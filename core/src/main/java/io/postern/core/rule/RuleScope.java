package io.postern.core.rule;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where rules are attached. */
public enum RuleScope {
    PROXY_CREDENTIAL("proxyCredential", "proxy credential"),
    TARGET_CREDENTIAL("targetCredential", "target credential"),
    TARGET("target", "target"),
    PROXY("proxy", "proxy");

    private final String word;
    private final String phrase;

    RuleScope(String word, String phrase) {
        this.word = word;
        this.phrase = phrase;
    }

    /** The word in documents: {@code proxyCredential}. */
    @JsonValue
    public String word() {
        return word;
    }

    /** The words in a sentence: {@code proxy credential}. */
    public String phrase() {
        return phrase;
    }
}
