/** The check of tickets with which the admin API asks a gateway for something. */
@NullMarked
package io.postern.gateway.ticket;

import org.jspecify.annotations.NullMarked;
