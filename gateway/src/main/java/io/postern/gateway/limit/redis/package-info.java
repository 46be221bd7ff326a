/** Counting together in Redis. */
@NullMarked
package io.postern.gateway.limit.redis;

import org.jspecify.annotations.NullMarked;
