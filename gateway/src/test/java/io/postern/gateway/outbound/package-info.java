@NullMarked
package io.postern.gateway.outbound;

import org.jspecify.annotations.NullMarked;
