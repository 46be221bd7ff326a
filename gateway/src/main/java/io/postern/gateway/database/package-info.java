/** Connections to PostgreSQL beside the pool. */
@NullMarked
package io.postern.gateway.database;

import org.jspecify.annotations.NullMarked;
