/** What connections of both sides have in common, callers' and targets'. */
@NullMarked
package io.postern.gateway.connection;

import org.jspecify.annotations.NullMarked;
