/** The request log: gateways write it, members read it, and days that are old go. */
@NullMarked
package io.postern.admin.requestlog;

import org.jspecify.annotations.NullMarked;
