/** The numbered changes of the configuration that gateways follow. */
@NullMarked
package io.postern.core.change;

import org.jspecify.annotations.NullMarked;
