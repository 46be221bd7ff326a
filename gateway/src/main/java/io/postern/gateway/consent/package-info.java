/** Consents of persons for the admin API, on the management port. */
@NullMarked
package io.postern.gateway.consent;

import org.jspecify.annotations.NullMarked;
