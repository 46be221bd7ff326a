/** Credentials, their secrets' rotation, and the sweeper of versions that nothing names any more. */
@NullMarked
package io.postern.admin.credential;

import org.jspecify.annotations.NullMarked;
