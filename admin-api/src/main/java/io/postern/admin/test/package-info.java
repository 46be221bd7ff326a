/** Tests of a target with a chosen credential, made by a gateway. */
@NullMarked
package io.postern.admin.test;

import org.jspecify.annotations.NullMarked;
