package io.postern.core.secret;

/** A place that keeps secrets: HashiCorp Vault, OpenBao, or rows sealed by a key of ours. Every store passes {@code SecretStoreContract}. */
public interface SecretStore extends SecretReader, SecretWriter {}
