/** Step 4: whether the call is allowed, as the gateway sees it. */
@NullMarked
package io.postern.gateway.rule;

import org.jspecify.annotations.NullMarked;
