/** Errors that name the field they are about, and never its value. */
@NullMarked
package io.postern.core.field;

import org.jspecify.annotations.NullMarked;
