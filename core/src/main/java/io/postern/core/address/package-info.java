/** Which addresses the gateway may connect to. */
@NullMarked
package io.postern.core.address;

import org.jspecify.annotations.NullMarked;
