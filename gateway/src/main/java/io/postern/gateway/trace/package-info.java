/** Spans of calls, for whoever follows a call through several services. */
@NullMarked
package io.postern.gateway.trace;

import org.jspecify.annotations.NullMarked;
