/** Step 6: the target's secret, from the cache or from its store. */
@NullMarked
package io.postern.gateway.secret;

import org.jspecify.annotations.NullMarked;
