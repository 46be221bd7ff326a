/** Everything a gateway needs to serve one proxy, compiled and immutable. */
@NullMarked
package io.postern.core.plan;

import org.jspecify.annotations.NullMarked;
