/** Makes the caller hasher of an application from its properties. */
@NullMarked
package io.postern.core.hash.configuration;

import org.jspecify.annotations.NullMarked;
