/** Step 1: the plans of all proxies, loaded and kept up to date. */
@NullMarked
package io.postern.gateway.plan;

import org.jspecify.annotations.NullMarked;
