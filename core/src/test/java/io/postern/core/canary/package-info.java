/** Code that breaks the architecture rules on purpose. */
@NullMarked
package io.postern.core.canary;

import org.jspecify.annotations.NullMarked;
