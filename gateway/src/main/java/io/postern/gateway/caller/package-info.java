/** Step 3: who calls. */
@NullMarked
package io.postern.gateway.caller;

import org.jspecify.annotations.NullMarked;
