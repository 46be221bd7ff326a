/** The request log: what is known of each call once it has ended, written to PostgreSQL in batches, off the calls' threads. */
@NullMarked
package io.postern.gateway.requestlog;

import org.jspecify.annotations.NullMarked;
