/** Tests of targets for the admin API, on the management port. */
@NullMarked
package io.postern.gateway.targettest;

import org.jspecify.annotations.NullMarked;
