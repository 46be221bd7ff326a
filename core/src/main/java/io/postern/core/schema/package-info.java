/** Which schema this version needs. The migrations themselves are in {@code db/migration}. */
@NullMarked
package io.postern.core.schema;

import org.jspecify.annotations.NullMarked;
