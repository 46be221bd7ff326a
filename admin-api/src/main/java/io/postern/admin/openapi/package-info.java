/** The OpenAPI document. */
@NullMarked
package io.postern.admin.openapi;

import org.jspecify.annotations.NullMarked;
