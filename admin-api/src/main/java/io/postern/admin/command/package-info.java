/** What the program does instead of serving, where its first argument says so: migrate, reseal. */
@NullMarked
package io.postern.admin.command;

import org.jspecify.annotations.NullMarked;
