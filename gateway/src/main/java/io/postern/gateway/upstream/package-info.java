/** Step 8: the call to the target. */
@NullMarked
package io.postern.gateway.upstream;

import org.jspecify.annotations.NullMarked;
