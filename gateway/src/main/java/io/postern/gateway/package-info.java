/** The data plane: apps call it, and it calls the targets. The way of a call is {@code proxy.ProxyFilter}. */
@NullMarked
package io.postern.gateway;

import org.jspecify.annotations.NullMarked;
