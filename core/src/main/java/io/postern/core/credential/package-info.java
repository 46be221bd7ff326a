/** Credentials: what kinds there are, how each is configured, and which secret values it needs. */
@NullMarked
package io.postern.core.credential;

import org.jspecify.annotations.NullMarked;
