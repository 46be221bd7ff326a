/** API clients: the programs that call the admin API with a key pair, each for one client. */
@NullMarked
package io.postern.admin.apiclient;

import org.jspecify.annotations.NullMarked;
