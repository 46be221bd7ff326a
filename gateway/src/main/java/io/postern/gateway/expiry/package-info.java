/** When credentials end: certificates, stored secrets, tokens and leases. */
@NullMarked
package io.postern.gateway.expiry;

import org.jspecify.annotations.NullMarked;
