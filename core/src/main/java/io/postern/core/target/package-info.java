/** Targets: the third-party APIs behind the gateway. */
@NullMarked
package io.postern.core.target;

import org.jspecify.annotations.NullMarked;
