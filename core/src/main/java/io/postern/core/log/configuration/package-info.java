/** How the lines of both applications are named where they are written as JSON. */
@NullMarked
package io.postern.core.log.configuration;

import org.jspecify.annotations.NullMarked;
