/** Transactions, rows that belong to a client, and the check that the schema is the one this program was built for. */
@NullMarked
package io.postern.admin.database;

import org.jspecify.annotations.NullMarked;
