/** Secret values, references to them, and the port of the stores that keep them. */
@NullMarked
package io.postern.core.secret;

import org.jspecify.annotations.NullMarked;
