/** The pages of {@code docs/recipes}, followed word by word, against APIs that enforce what their documents say. */
@NullMarked
package io.postern.recipes;

import org.jspecify.annotations.NullMarked;
