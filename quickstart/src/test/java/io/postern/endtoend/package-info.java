/** The whole product over real sockets: both applications, PostgreSQL, Vault, and a target that keeps what it gets. */
@NullMarked
package io.postern.endtoend;

import org.jspecify.annotations.NullMarked;
