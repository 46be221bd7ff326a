/** Secrets in PostgreSQL, sealed with AES-256-GCM under keys that never lie in the database. */
@NullMarked
package io.postern.core.secret.sealed;

import org.jspecify.annotations.NullMarked;
