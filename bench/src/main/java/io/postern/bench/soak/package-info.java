/**
 * What {@code bench/soak} runs: callers that do everything that callers do, and some things that they should not, and a target
 * that answers each request with its mark, so that an answer that is lost, doubled, crossed or cut is told.
 */
@NullMarked
package io.postern.bench.soak;

import org.jspecify.annotations.NullMarked;
