/**
 * Step 2: the request in its one canonical form, without anything of the caller's that must not pass; begin at
 * {@code RequestSanitizer}.
 */
@NullMarked
package io.postern.gateway.inbound;

import org.jspecify.annotations.NullMarked;
