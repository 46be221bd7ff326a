/** When credentials end: certificates, tokens and leases. */
@NullMarked
package io.postern.gateway.expiry;

import org.jspecify.annotations.NullMarked;
