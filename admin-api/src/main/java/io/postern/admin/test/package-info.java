/** Tests of targets and credentials, made by a gateway. */
@NullMarked
package io.postern.admin.test;

import org.jspecify.annotations.NullMarked;
