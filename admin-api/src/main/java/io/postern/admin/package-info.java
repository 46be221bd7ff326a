/** The admin API: the control plane's application. */
@NullMarked
package io.postern.admin;

import org.jspecify.annotations.NullMarked;
