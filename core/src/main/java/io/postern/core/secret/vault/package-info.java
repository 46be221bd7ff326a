/** Secrets in HashiCorp Vault or OpenBao: the KV engine, version 2. */
@NullMarked
package io.postern.core.secret.vault;

import org.jspecify.annotations.NullMarked;
