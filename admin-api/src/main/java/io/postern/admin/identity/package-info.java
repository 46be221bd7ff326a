/** Who calls the admin API, and what they may do. Logins, API clients and invitations belong here too. */
@NullMarked
package io.postern.admin.identity;

import org.jspecify.annotations.NullMarked;
