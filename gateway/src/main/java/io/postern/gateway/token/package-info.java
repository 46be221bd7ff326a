/** The second half of step 6: tokens that are fetched or made before they can be placed, kept, and renewed in time. */
@NullMarked
package io.postern.gateway.token;

import org.jspecify.annotations.NullMarked;
