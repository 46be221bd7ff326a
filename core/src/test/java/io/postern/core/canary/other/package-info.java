/** One of two packages that refer to each other on purpose. */
@NullMarked
package io.postern.core.canary.other;

import org.jspecify.annotations.NullMarked;
