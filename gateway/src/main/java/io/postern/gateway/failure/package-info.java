/** Refusals: why a call ends early, and what its caller is told. */
@NullMarked
package io.postern.gateway.failure;

import org.jspecify.annotations.NullMarked;
