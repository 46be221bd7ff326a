/** How the admin API stops: callers are moved to another one first. */
@NullMarked
package io.postern.admin.shutdown;

import org.jspecify.annotations.NullMarked;
