package io.postern.core.secret;

/**
 * Where the secret of a credential comes from: a version in our own store, or a secret that somebody else keeps in Vault.
 * Two sources that are equal give the same values, apart from changes that somebody else makes.
 */
public sealed interface SecretSource permits SecretRef, SecretReference {

    /** The place in words, for logs: never a value. */
    String place();
}
