package io.postern.core.secret.sealed;

/**
 * A key that rows are sealed with.
 *
 * @param table where they lie
 * @param newest whether it is the key that seals what is written now
 */
public record KeyInUse(String table, String keyId, long rows, boolean newest) {}
