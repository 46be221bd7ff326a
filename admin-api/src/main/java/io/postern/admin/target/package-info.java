/** Targets: the third-party APIs behind the gateway. */
@NullMarked
package io.postern.admin.target;

import org.jspecify.annotations.NullMarked;
