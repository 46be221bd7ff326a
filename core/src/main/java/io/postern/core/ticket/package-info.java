/** Tickets with which the admin API asks a gateway for something. */
@NullMarked
package io.postern.core.ticket;

import org.jspecify.annotations.NullMarked;
