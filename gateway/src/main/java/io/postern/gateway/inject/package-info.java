/** Step 7: the secret put into the request. */
@NullMarked
package io.postern.gateway.inject;

import org.jspecify.annotations.NullMarked;
