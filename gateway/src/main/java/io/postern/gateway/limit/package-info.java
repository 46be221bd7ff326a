/** Step 5: how many calls. */
@NullMarked
package io.postern.gateway.limit;

import org.jspecify.annotations.NullMarked;
