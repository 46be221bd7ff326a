/** What the admin API asks a gateway for, because it needs a secret. */
@NullMarked
package io.postern.admin.gateway;

import org.jspecify.annotations.NullMarked;
