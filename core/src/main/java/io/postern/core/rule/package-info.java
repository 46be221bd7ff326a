/** Rules: what a call must look like to be allowed or denied, and the pure decision over them. */
@NullMarked
package io.postern.core.rule;

import org.jspecify.annotations.NullMarked;
