/** Appends to the change log that gateways follow. */
@NullMarked
package io.postern.admin.change;

import org.jspecify.annotations.NullMarked;
