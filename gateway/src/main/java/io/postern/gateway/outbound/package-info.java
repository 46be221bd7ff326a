/** The request as the target will get it, while the steps work on it. */
@NullMarked
package io.postern.gateway.outbound;

import org.jspecify.annotations.NullMarked;
