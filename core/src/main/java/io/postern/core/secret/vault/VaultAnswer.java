package io.postern.core.secret.vault;

import tools.jackson.databind.JsonNode;

/**
 * What Vault answered.
 *
 * @param body a missing node where it was empty or no JSON
 */
record VaultAnswer(int status, JsonNode body) {

    boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** Without the body, which holds secrets. */
    @Override
    public String toString() {
        return "VaultAnswer[" + status + "]";
    }
}
