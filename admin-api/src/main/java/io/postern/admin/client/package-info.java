/** Clients: the tenants that own everything else. */
@NullMarked
package io.postern.admin.client;

import org.jspecify.annotations.NullMarked;
