/** What {@code bench/run} measures Postern against, and what it measures with. */
@NullMarked
package io.postern.bench;

import org.jspecify.annotations.NullMarked;
