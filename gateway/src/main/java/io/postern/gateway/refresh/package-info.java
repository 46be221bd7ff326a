/** Values from elsewhere, such as secrets and keys, kept for a while: read once for all who wait, and renewed behind the calls. */
@NullMarked
package io.postern.gateway.refresh;

import org.jspecify.annotations.NullMarked;
