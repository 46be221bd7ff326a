/** Bounds of settings that Bean Validation has no word for. */
@NullMarked
package io.postern.gateway.setting;

import org.jspecify.annotations.NullMarked;
