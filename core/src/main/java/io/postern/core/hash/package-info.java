/** Keyed hashes of what callers show, so that the database holds nothing a caller could be impersonated with. */
@NullMarked
package io.postern.core.hash;

import org.jspecify.annotations.NullMarked;
