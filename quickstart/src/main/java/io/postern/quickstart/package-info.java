/** Everything in one process: PostgreSQL, the admin API, the gateway and a target to call. */
@NullMarked
package io.postern.quickstart;

import org.jspecify.annotations.NullMarked;
