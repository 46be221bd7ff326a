/** Rules, at their three mount points. */
@NullMarked
package io.postern.admin.rule;

import org.jspecify.annotations.NullMarked;
