/** Makes the one secret store of an application from its properties. */
@NullMarked
package io.postern.core.secret.configuration;

import org.jspecify.annotations.NullMarked;
