/** What is noted of every call. */
@NullMarked
package io.postern.gateway.record;

import org.jspecify.annotations.NullMarked;
