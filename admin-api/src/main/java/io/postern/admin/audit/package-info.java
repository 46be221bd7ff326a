/** Appends to the audit: who did what, with the names of fields and never a secret. */
@NullMarked
package io.postern.admin.audit;

import org.jspecify.annotations.NullMarked;
