/** What the rules of a proxy would decide about a request that nobody sends. */
@NullMarked
package io.postern.admin.explain;

import org.jspecify.annotations.NullMarked;
