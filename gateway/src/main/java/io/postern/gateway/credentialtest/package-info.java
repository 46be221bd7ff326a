/** Tests of credentials for the admin API, on the management port. */
@NullMarked
package io.postern.gateway.credentialtest;

import org.jspecify.annotations.NullMarked;
