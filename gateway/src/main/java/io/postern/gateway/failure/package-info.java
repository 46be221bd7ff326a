/** The one place where refusals are written. */
@NullMarked
package io.postern.gateway.failure;

import org.jspecify.annotations.NullMarked;
