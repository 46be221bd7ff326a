package io.postern.core.secret.sealed;

/**
 * What a run of {@link SealedSecretStore#reseal()} did.
 *
 * @param rows now under the newest key, which were not before
 * @param unopened stay as they were, because their key is not configured or they are corrupt; each is in the log
 */
public record Resealed(long rows, long unopened) {

    Resealed plus(Resealed other) {
        return new Resealed(rows + other.rows, unopened + other.unopened);
    }
}
