/** The admin API over real HTTP and real PostgreSQL. */
@NullMarked
package io.postern.admin;

import org.jspecify.annotations.NullMarked;
