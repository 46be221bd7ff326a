/** Ids of resources. */
@NullMarked
package io.postern.admin.id;

import org.jspecify.annotations.NullMarked;
