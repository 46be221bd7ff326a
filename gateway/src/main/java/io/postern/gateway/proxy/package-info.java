/** The way of one call: read ProxyFilter downwards. */
@NullMarked
package io.postern.gateway.proxy;

import org.jspecify.annotations.NullMarked;
