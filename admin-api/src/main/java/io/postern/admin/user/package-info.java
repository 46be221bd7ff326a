/** Who one is, and the tokens with which one shows it. */
@NullMarked
package io.postern.admin.user;

import org.jspecify.annotations.NullMarked;
