/** HTTP/1.1 to targets over connections that are kept, each on the event loop of its callers. */
@NullMarked
package io.postern.gateway.upstream.http1;

import org.jspecify.annotations.NullMarked;
