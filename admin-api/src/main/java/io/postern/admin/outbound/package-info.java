/** Addresses that the gateway would refuse to call are refused when they are configured. */
@NullMarked
package io.postern.admin.outbound;

import org.jspecify.annotations.NullMarked;
