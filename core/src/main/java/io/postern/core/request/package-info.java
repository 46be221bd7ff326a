/** One canonical form of a request for rules and for the target; what has none is refused. */
@NullMarked
package io.postern.core.request;

import org.jspecify.annotations.NullMarked;
