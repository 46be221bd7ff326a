/** One of two packages that refer to each other on purpose. */
@NullMarked
package io.postern.core.canary.one;

import org.jspecify.annotations.NullMarked;
